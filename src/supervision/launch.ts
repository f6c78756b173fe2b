import type { DependencyCondition } from '../config/config.ts';
import type { Process } from '../process/process.ts';
import { isStartable } from '../process/process-state.ts';
import { type Draft, find, happen } from './draft.ts';
import { displayName } from './plan.ts';

/** Launches every waiting process that has what it needs; of the others it tells once what they wait for. */
export function launchWaiting(draft: Draft, at: number): void {
	if (draft.waiting.size === 0 || draft.shutdown !== undefined) return;
	const holdingRank = lowestBootingRank(draft);
	for (const [key, told] of [...draft.waiting]) {
		const found = find(draft, key);
		if (found === undefined || found.process.wanted === 'down' || !isStartable(found.process.state)) {
			draft.waiting.delete(key);
			continue;
		}
		const missing = missingDependency(draft, key);
		const because = missing ?? lowerRank(draft, key, holdingRank);
		if (because === undefined) {
			draft.waiting.delete(key);
			happen(draft, key, { type: 'launch', at });
			continue;
		}
		if (because === told) continue;
		draft.waiting.set(key, because);
		// Each rank in its turn holds up all above it: of many hundreds that would be as many lines squared.
		if (missing === undefined && told !== '' && !because.endsWith('(FATAL)')) continue;
		draft.effects.push({ type: 'publish', notice: { type: 'waiting', process: key, because } });
	}
}

/** With `start_order=ready`: the lowest rank in which a process of the boot is not ready yet. */
function lowestBootingRank(draft: Draft): number {
	if (draft.plan.startOrderMode !== 'ready') return Number.POSITIVE_INFINITY;
	let lowest = Number.POSITIVE_INFINITY;
	for (const key of draft.booting) lowest = Math.min(lowest, find(draft, key)?.member.rank ?? lowest);
	return lowest;
}

function missingDependency(draft: Draft, key: string): string | undefined {
	for (const { processes, condition } of find(draft, key)?.member.config.dependsOn ?? []) {
		for (const needed of processes) {
			const process = draft.processes.get(needed);
			if (process === undefined || satisfies(process, condition)) continue;
			return `${displayName(draft.plan, needed)} is not ${condition} (${process.state})`;
		}
	}
	return undefined;
}

/** Only the first start is held up; a restart after a crash is not. */
function lowerRank(draft: Draft, key: string, holdingRank: number): string | undefined {
	const member = find(draft, key)?.member;
	if (member === undefined || !draft.booting.has(key) || member.rank <= holdingRank) return undefined;
	const holding = [...draft.booting].filter((other) => find(draft, other)?.member.rank === holdingRank);
	const names = holding.map((other) => displayName(draft.plan, other)).join(', ');
	const isGivenUp = holding.some((other) => find(draft, other)?.process.state === 'FATAL');
	const state = isGivenUp ? 'will not become ready (FATAL)' : 'not ready yet';
	return `${names} with a lower priority number ${isGivenUp ? '' : holding.length === 1 ? 'is ' : 'are '}${state}`;
}

/** `started`: it runs, or has done its work; `ready`: its probe says so, or a oneshot is done; `completed`: it ended as expected. */
export function satisfies(process: Process, condition: DependencyCondition): boolean {
	switch (condition) {
		case 'started':
			return process.completed || isUp(process);
		case 'ready':
			return process.ready || process.completed;
		case 'completed':
			return process.completed;
	}
}

function isUp({ state, pid, leaderGone }: Process): boolean {
	return (state === 'STARTING' || state === 'RUNNING') && pid !== 0 && !leaderGone;
}
