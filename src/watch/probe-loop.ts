import type { Clock } from '../platform/system.ts';
import type { ProbeAnswer, ProbeAsker } from './probe-asker.ts';
import { beginQuestion, endQuestion, newSchedule, type ProbeSchedule, type ScheduleRules } from './probe-schedule.ts';

/** Who changes its mind without end is heard so often, and no more. */
const LEAST_BETWEEN_NEWS_MS = 100;

export interface ProbeLoopOptions {
	readonly asker: ProbeAsker;
	readonly rules: ScheduleRules;
	readonly clock: Clock;
	/** Never after `close()`. */
	readonly onAnswer: (answer: ProbeAnswer, latencyMs: number) => void;
}

/** Asks one probe again and again, by its schedule and when it has news; one question at a time. */
export class ProbeLoop {
	readonly #options: ProbeLoopOptions;
	readonly #abort = new AbortController();
	#schedule: ProbeSchedule | undefined;
	#cancel = (): void => {};
	#answeredAt = Number.NEGATIVE_INFINITY;

	constructor(options: ProbeLoopOptions) {
		this.#options = options;
	}

	get hasBegun(): boolean {
		return this.#schedule !== undefined;
	}

	begin(): void {
		const { asker, clock, rules } = this.#options;
		this.#schedule = newSchedule(clock.now(), rules);
		asker.onNews(() => this.#hear());
		// It may have spoken before anybody wanted to hear it.
		if (asker.pace === 'told') this.#look();
		else this.#arm();
	}

	close(): void {
		this.#cancel();
		this.#abort.abort();
		this.#options.asker.close();
	}

	get #isClosed(): boolean {
		return this.#abort.signal.aborted;
	}

	/** Of what speaks by itself: a success is taken, and silence is none of its answers yet. */
	#look(): void {
		const answer = this.#options.asker.ask(this.#abort.signal);
		if (answer instanceof Promise || !answer.isOk) this.#arm();
		else this.#ask();
	}

	#hear(): void {
		const { clock } = this.#options;
		const soonest = this.#answeredAt + LEAST_BETWEEN_NEWS_MS;
		if (clock.now() >= soonest) this.#ask();
		else this.#arm(soonest);
	}

	#arm(nextAt: number | undefined = this.#schedule?.nextAt): void {
		this.#cancel();
		if (nextAt === undefined || this.#isClosed) return;
		this.#cancel = this.#options.clock.at(nextAt, () => this.#ask());
	}

	#ask(): void {
		if (this.#schedule === undefined || this.#isClosed) return;
		this.#cancel();
		this.#schedule = beginQuestion(this.#schedule);
		const { asker, clock } = this.#options;
		const askedAt = clock.now();
		const answered = (answer: ProbeAnswer): void => {
			if (this.#isClosed || this.#schedule === undefined) return;
			const at = clock.now();
			this.#answeredAt = at;
			this.#schedule = endQuestion(this.#schedule, { at, isOk: answer.isOk }, this.#options.rules);
			this.#arm();
			this.#options.onAnswer(answer, asker.pace === 'active' ? at - askedAt : 0);
		};
		const answer = asker.ask(this.#abort.signal);
		if (answer instanceof Promise) void answer.then(answered);
		else answered(answer);
	}
}
