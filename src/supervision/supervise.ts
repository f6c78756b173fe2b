/**
 * One turn: an event, and what shall be done about it. Pure: the same world and event always give the same answer,
 * so that whole histories can be run on a virtual clock.
 *
 * What it keeps under any history:
 * - never two live pids for one process: a launch needs a state in which nothing of the program is alive;
 * - stop wins in every state, also over a spawn whose answer is still on its way;
 * - FATAL only after startretries + 1 failed starts in a row;
 * - nothing starts during a shutdown, and a shutdown ends with nothing alive;
 * - no process is launched before what it depends on is there.
 */
import { judgeCritical } from './critical.ts';
import { closeDraft, type Draft, enqueueLaunch, find, happen, openDraft } from './draft.ts';
import { launchWaiting } from './launch.ts';
import { displayName } from './plan.ts';
import { replan } from './replan.ts';
import { advanceShutdown, beginShutdown, hastenShutdown } from './shut-down.ts';
import type { World } from './world.ts';
import type { WorldEffect } from './world-effect.ts';
import type { WorldEvent } from './world-event.ts';

export interface Turn {
	readonly world: World;
	readonly effects: readonly WorldEffect[];
}

export function supervise(world: World, event: WorldEvent): Turn {
	if (world.ended) return { world, effects: [] };
	const draft = openDraft(world);
	take(draft, event);
	judge(draft, event.at);
	launchWaiting(draft, event.at);
	advanceShutdown(draft, event.at);
	return { world: closeDraft(draft), effects: draft.effects };
}

function take(draft: Draft, event: WorldEvent): void {
	const { at } = event;
	switch (event.type) {
		case 'boot':
			bringUp(
				draft,
				draft.plan.startOrder.filter((key) => find(draft, key)?.member.config.autostart),
			);
			return;
		case 'replan':
			replan(draft, event.plan);
			bringUp(
				draft,
				event.plan.startOrder.filter((key) => event.launch.includes(key)),
			);
			return;
		case 'start':
			want(draft, event.process);
			return;
		case 'stop':
			happen(draft, event.process, { type: 'stop', at });
			return;
		case 'shutdown':
			beginShutdown(draft, at, {
				intent: event.intent,
				reason: event.reason,
				exitCode: event.exitCode ?? 0,
				culprit: undefined,
			});
			return;
		case 'hasten':
			hastenShutdown(draft, at);
			return;
		case 'timer': {
			const process = find(draft, event.process)?.process;
			if (process?.generation !== event.generation) return;
			if (event.timer !== 'retry') happen(draft, event.process, { type: event.timer, at });
			else if (process.dueAt !== undefined && process.wanted === 'up') enqueueLaunch(draft, event.process);
			return;
		}
		case 'spawned':
		case 'notSpawned':
		case 'ready':
		case 'unready':
		case 'unhealthy':
		case 'healthy':
		case 'exited':
		case 'gone':
		case 'signalFailed': {
			const { process: key, generation, ...happening } = event;
			// It will not be started again, and those that stop before it may need it until then.
			if (event.type === 'unhealthy' && draft.shutdown !== undefined) return;
			if (find(draft, key)?.process.generation === generation) happen(draft, key, happening);
		}
	}
}

/** What comes up together: with `start_order=ready`, one rank after the other. */
function bringUp(draft: Draft, keys: readonly string[]): void {
	for (const key of keys) {
		// A listener has nothing that others could wait for; it hears what was before it was up.
		if (find(draft, key)?.member.config.kind !== 'eventlistener') draft.booting.add(key);
		want(draft, key);
	}
}

/** Somebody wants it up: it is launched when it can be, which is after the stop where it is stopping. */
function want(draft: Draft, key: string): void {
	const process = find(draft, key)?.process;
	if (process === undefined || draft.shutdown !== undefined) return;
	draft.processes.set(key, { ...process, wanted: 'up' });
	enqueueLaunch(draft, key);
}

/** Ends the pod where a critical process came to its end in this turn. */
function judge(draft: Draft, at: number): void {
	for (const key of draft.touched) {
		const before = draft.before.processes.get(key);
		const after = find(draft, key);
		if (before === undefined || after === undefined || draft.shutdown !== undefined) continue;
		const verdict = judgeCritical(before, after.process, after.member.config);
		if (verdict === undefined) continue;
		const reason = `critical process '${displayName(draft.plan, key)}' ${verdict.reason}`;
		beginShutdown(draft, at, { intent: 'exit', reason, exitCode: verdict.exitCode, culprit: key });
	}
}
