/**
 * Decides which findings one sink is told of, so that a storm becomes a few messages that are true:
 *
 * - What is wrong is told once, and again, while it goes on happening, when the cooldown is over; what came meanwhile is
 *   counted. It is told that it is over, to whoever was told that it was there.
 * - What is wrong again within the cooldown is told when that ends, if it still is: what was said last stays true.
 * - What came {@link FLAPS} times within {@link FLAP_WINDOW_MS}, and went, is told once as flapping, and then nothing of
 *   it until it has been calm for as long; then that it is over, if it is.
 * - What has become critical, and was not when it was told, is told at once.
 *
 * Pure: it knows the time from what it is told.
 */
import type { AlertSeverity } from '../config/config.ts';
import { type Finding, findingKey } from './finding.ts';
import { dueAt, FLAP_WINDOW_MS, isForgettable, newTrouble, type Trouble } from './trouble.ts';

export const FLAPS = 5;

/** Troubles that are remembered; with more, that of which was heard longest ago is forgotten. */
export const MOST_TROUBLES = 10_000;

/** Findings that wait to be told keep the output of the process; with more, it is left out. */
const MOST_WHOLE = 100;

/** This is told. */
export interface Decision {
	readonly finding: Finding;
	readonly key: string;
	readonly status: 'firing' | 'resolved';
	readonly severity: AlertSeverity;
	readonly isFlapping: boolean;
	/** How many were not told since the last that was. */
	readonly count: number;
}

export interface AlertGateOptions {
	readonly cooldownMs: number;
	/** That of before a restart in place. */
	readonly takeOver: AlertGate | undefined;
}

export class AlertGate {
	readonly #cooldownMs: number;
	/** By key, in the order in which they were last heard of. */
	readonly #troubles: Map<string, Trouble>;
	/** Findings that are kept. */
	#kept: number;
	/** Nothing is due before. */
	#dueAt: number;

	constructor({ cooldownMs, takeOver }: AlertGateOptions) {
		this.#cooldownMs = cooldownMs;
		this.#troubles = new Map(takeOver === undefined ? [] : takeOver.#troubles);
		this.#kept = takeOver === undefined ? 0 : takeOver.#kept;
		this.#dueAt = takeOver === undefined ? Number.POSITIVE_INFINITY : takeOver.#dueAt;
	}

	/** How many troubles it remembers. */
	get size(): number {
		return this.#troubles.size;
	}

	/** What lasts now. */
	lasting(): readonly Pick<Finding, 'kind' | 'subject'>[] {
		return [...this.#troubles.values()].filter(({ isThere }) => isThere);
	}

	/** `now`: monotonic milliseconds. `undefined`: it is not told, now at least. */
	take(finding: Finding, now: number): Decision | undefined {
		const key = findingKey(finding);
		const decision = this.#decide(key, finding, now);
		const trouble = this.#troubles.get(key);
		if (trouble !== undefined) this.#dueAt = Math.min(this.#dueAt, dueAt(trouble));
		return decision;
	}

	/** What is to be told now, since time has passed. */
	due(now: number): readonly Decision[] {
		if (now < this.#dueAt) return [];
		const decisions: Decision[] = [];
		this.#dueAt = Number.POSITIVE_INFINITY;
		for (const [key, trouble] of this.#troubles) {
			if (now >= dueAt(trouble)) {
				const decision = this.#review(key, trouble, now);
				if (decision !== undefined) decisions.push(decision);
				if (isForgettable(trouble, now)) this.#forget(key, trouble);
			}
			if (this.#troubles.has(key)) this.#dueAt = Math.min(this.#dueAt, dueAt(trouble));
		}
		return decisions;
	}

	/** `due()` has nothing to do before; `undefined` for never. */
	nextDueAt(): number | undefined {
		return this.#dueAt === Number.POSITIVE_INFINITY ? undefined : this.#dueAt;
	}

	#decide(key: string, finding: Finding, now: number): Decision | undefined {
		const known = this.#troubles.get(key);
		if (finding.status === 'resolved')
			return known?.isThere === true ? this.#over(key, known, finding, now) : undefined;
		const trouble = known ?? newTrouble(finding, now);
		this.#troubles.delete(key);
		this.#troubles.set(key, trouble);
		if (this.#troubles.size > MOST_TROUBLES) this.#forgetOldest();
		if (finding.status === 'firing') return this.#there(key, trouble, finding, now);
		if (now < trouble.silentUntil) {
			trouble.count += 1;
			return undefined;
		}
		const decision = this.#tell(key, trouble, { finding, now });
		trouble.told = 'resolved';
		return decision;
	}

	#there(key: string, trouble: Trouble, finding: Finding, now: number): Decision | undefined {
		if (!trouble.isThere) {
			trouble.isThere = true;
			trouble.changedAt = now;
			trouble.comings = [...trouble.comings.filter((at) => at > now - FLAP_WINDOW_MS), now].slice(-FLAPS);
			if (trouble.flapping === 'no' && trouble.comings.length === FLAPS) trouble.flapping = 'untold';
		}
		trouble.end = undefined;
		const { told, toldSeverity, flapping, silentUntil } = trouble;
		const isEscalation = finding.severity === 'critical' && told !== undefined && toldSeverity !== 'critical';
		if (isEscalation || (flapping !== 'told' && now >= silentUntil)) return this.#tell(key, trouble, { finding, now });
		trouble.count += 1;
		if (told !== 'firing' || flapping === 'untold') this.#keep(trouble, finding);
		return undefined;
	}

	#over(key: string, trouble: Trouble, end: Finding, now: number): Decision | undefined {
		trouble.isThere = false;
		trouble.changedAt = now;
		trouble.end = end;
		if (trouble.flapping !== 'no') return undefined;
		return this.#tellEnd(key, trouble);
	}

	#review(key: string, trouble: Trouble, now: number): Decision | undefined {
		if (trouble.flapping !== 'no' && now >= trouble.changedAt + FLAP_WINDOW_MS) {
			trouble.flapping = 'no';
			trouble.comings = [];
		}
		if (trouble.flapping === 'told') return undefined;
		if (trouble.flapping === 'no' && !trouble.isThere) return this.#tellEnd(key, trouble);
		const { untold: finding } = trouble;
		if (finding === undefined || now < trouble.silentUntil) return undefined;
		if (trouble.flapping === 'untold' || trouble.told !== 'firing') {
			trouble.count -= 1;
			return this.#tell(key, trouble, { finding, now });
		}
		// It was told that it is there, and so it is.
		this.#drop(trouble);
		return undefined;
	}

	#tell(key: string, trouble: Trouble, { finding, now }: { finding: Finding; now: number }): Decision {
		if (trouble.flapping === 'untold') trouble.flapping = 'told';
		const { count, flapping } = trouble;
		this.#drop(trouble);
		trouble.told = 'firing';
		trouble.toldSeverity = finding.severity;
		trouble.silentUntil = now + this.#cooldownMs;
		trouble.count = 0;
		return { finding, key, status: 'firing', severity: finding.severity, isFlapping: flapping === 'told', count };
	}

	#tellEnd(key: string, trouble: Trouble): Decision | undefined {
		const { end: finding, told, count, toldSeverity } = trouble;
		this.#drop(trouble);
		trouble.end = undefined;
		if (finding === undefined || told !== 'firing') return undefined;
		trouble.told = 'resolved';
		trouble.count = 0;
		return { finding, key, status: 'resolved', severity: toldSeverity ?? finding.severity, isFlapping: false, count };
	}

	#keep(trouble: Trouble, finding: Finding): void {
		if (trouble.untold === undefined) this.#kept += 1;
		const { stdout, stderr, probes, ...details } = finding.details;
		trouble.untold = this.#kept > MOST_WHOLE ? { ...finding, details } : finding;
	}

	#drop(trouble: Trouble): void {
		if (trouble.untold !== undefined) this.#kept -= 1;
		trouble.untold = undefined;
	}

	#forgetOldest(): void {
		const [oldest] = this.#troubles;
		if (oldest !== undefined) this.#forget(...oldest);
	}

	#forget(key: string, trouble: Trouble): void {
		this.#drop(trouble);
		this.#troubles.delete(key);
	}
}
