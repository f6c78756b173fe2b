import type { Control } from '../../daemon/control.ts';
import type { Clock } from '../../platform/system.ts';
import { collectDaemon } from './collect-daemon.ts';
import { collectPod } from './collect-pod.ts';
import { collectProcesses } from './collect-processes.ts';
import { EventLoopWatch } from './event-loop-watch.ts';
import { type MetricsFormat, type MetricsText, renderSamples } from './render-samples.ts';
import { Samples } from './samples.ts';

export interface PageOptions {
	readonly format: MetricsFormat;
	/** The kernel walks through all pages of all programs for it. */
	readonly withPss: boolean;
}

/** Memory that was measured so long ago is good enough. */
const MEMORY_MAX_AGE_MS = 5000;

/** Whoever asks within it gets the same page: strangers who ask without end cost no more than one. */
const PAGE_MAX_AGE_MS = 250;

/** The page of metrics: gathered when it is asked for. */
export class MetricsPage {
	readonly #clock: Clock;
	readonly #eventLoop: EventLoopWatch;
	readonly #pages = new Map<string, Promise<MetricsText>>();
	#count = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#eventLoop = new EventLoopWatch(clock);
	}

	render(control: Control, options: PageOptions): Promise<MetricsText> {
		const key = `${options.format} ${options.withPss}`;
		const known = this.#pages.get(key);
		if (known !== undefined) return known;
		const page = this.#make(control, options).finally(() => {
			this.#clock.at(this.#clock.now() + PAGE_MAX_AGE_MS, () => this.#pages.delete(key));
		});
		this.#pages.set(key, page);
		return page;
	}

	async #make(control: Control, { format, withPss }: PageOptions): Promise<MetricsText> {
		const beganAt = this.#clock.now();
		const { memory } = control.session.watch;
		await memory.refresh(MEMORY_MAX_AGE_MS);
		const pss = withPss ? await measurePss(control) : new Map<string, number>();
		const samples = new Samples();
		const { session, system } = control;
		this.#count += 1;
		collectPod(samples, control);
		collectProcesses(samples, { session, epochMs: this.#clock.wall() - this.#clock.now(), pss });
		collectDaemon(samples, { system, eventLoop: this.#eventLoop });
		samples.add('podvisor_daemon_scrapes_total', this.#count);
		samples.add('podvisor_daemon_scrape_duration_seconds', (this.#clock.now() - beganAt) / 1000);
		return renderSamples(samples, format);
	}
}

/** One after the other: between two of them the loop has its turn. */
async function measurePss({ session: { pod, watch } }: Control): Promise<Map<string, number>> {
	const measured = new Map<string, number>();
	for (const key of pod.world.plan.members.keys()) {
		const bytes = await watch.memory.pss(key);
		if (bytes !== undefined) measured.set(key, bytes);
	}
	return measured;
}
