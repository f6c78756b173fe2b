import { SIGKILL } from '../foundation/signals.ts';
import { isExpectedExit, wantsRestart } from './exit-expectation.ts';
import type { Policy, Process } from './process.ts';
import type { ProcessEffect } from './process-effect.ts';
import type { ProcessEvent } from './process-event.ts';
import { restartDelayMs } from './restart-delay.ts';

/** What an action works on: the process as it will be, and what shall be done in the world. */
export interface Draft {
	process: Process;
	readonly effects: ProcessEffect[];
}

type Action = (draft: Draft, event: ProcessEvent, policy: Policy) => void;

export type ActionName =
	| 'spawn'
	| 'notePid'
	| 'forgetPid'
	| 'watchHealth'
	| 'becomeReady'
	| 'becomeUnready'
	| 'noteAilment'
	| 'noteIllHealth'
	| 'recover'
	| 'awaitStartsecs'
	| 'succeed'
	| 'noteSpawnError'
	| 'noteTooQuick'
	| 'countFailure'
	| 'planRetry'
	| 'giveUp'
	| 'noteExit'
	| 'noteExitKeepTimer'
	| 'complete'
	| 'planRestart'
	| 'cancelStart'
	| 'sendStopsignal'
	| 'awaitStopwaitsecs'
	| 'noteKill'
	| 'sendKill'
	| 'awaitKill'
	| 'sweepByKill'
	| 'sweepByStopsignal'
	| 'noteSignalError';

/** A program that ends at once is not started more often than this, whatever its startsecs; supervisord's loop turns once a second. */
const LEAST_TIME_BETWEEN_STARTS_MS = 1000;

/** SIGKILL is sent again after this long: a fork may have raced with the first. */
const KILL_AGAIN_AFTER_MS = 1000;

/** What was up for so long before it fell ill is not counted with what was before; Kubernetes' time for the same. */
const RELAPSE_FORGOTTEN_AFTER_MS = 600_000;

export const ACTIONS: Readonly<Record<ActionName, Action>> = {
	spawn(draft, { at }) {
		change(draft, {
			generation: draft.process.generation + 1,
			starts: draft.process.starts + 1,
			pid: 0,
			leaderGone: false,
			killed: false,
			ready: false,
			completed: false,
			dueAt: undefined,
			startedAt: at,
			exitedAt: undefined,
			exit: undefined,
			spawnError: '',
		});
		draft.effects.push({ type: 'disarm' }, { type: 'spawn' });
	},
	notePid(draft, event) {
		if (event.type === 'spawned') change(draft, { pid: event.pid });
	},
	forgetPid(draft) {
		change(draft, { pid: 0, leaderGone: false, killed: false, overdueAt: undefined, ready: false });
	},
	watchHealth(draft, _event, { startup, readiness, liveness }) {
		if (startup !== undefined || readiness !== undefined || liveness !== undefined) {
			draft.effects.push({ type: 'watchHealth' });
		}
	},
	becomeReady(draft) {
		if (draft.process.ready) return;
		change(draft, { ready: true });
		draft.effects.push({ type: 'publish', notice: { type: 'ready', pid: draft.process.pid } });
	},
	becomeUnready(draft, event) {
		if (event.type !== 'unready' || !draft.process.ready) return;
		change(draft, { ready: false });
		const { pid } = draft.process;
		draft.effects.push({ type: 'publish', notice: { type: 'unready', pid, reason: event.reason } });
	},
	noteAilment(draft, event, { startretries }) {
		if (event.type !== 'unhealthy') return;
		const { at, cause, reason } = event;
		const { pid, relapses, startedAt = at } = draft.process;
		// What leaks memory for a night has relapsed, and is no crash loop; a startup that takes that long may be one.
		const isLongAgo = cause !== 'startup' && at - startedAt >= RELAPSE_FORGOTTEN_AFTER_MS;
		const count = (isLongAgo ? 0 : relapses) + 1;
		// What takes too much memory works until then, and would be started again for ever if the kernel had ended it: it is
		// delayed, and not given up.
		const counted = cause === 'memory' ? Math.min(count, startretries) : count;
		change(draft, { ailment: reason, ready: false, relapses: counted });
		draft.effects.push({ type: 'publish', notice: { type: 'unhealthy', pid, cause, reason } });
	},
	noteIllHealth(draft) {
		change(draft, { spawnError: `Unhealthy: ${draft.process.ailment}`, ailment: '' });
	},
	recover(draft) {
		change(draft, { relapses: 0 });
	},
	awaitStartsecs(draft, _event, { type, startsecs }) {
		// A oneshot is up when it is done.
		if (type === 'oneshot') return;
		const at = (draft.process.startedAt ?? 0) + startsecs * 1000;
		draft.effects.push({ type: 'arm', timer: 'stayedUp', at });
	},
	succeed(draft, event, policy) {
		change(draft, { failures: 0 });
		const isAsked = policy.readiness !== undefined || policy.startup !== undefined;
		if (!isAsked && !draft.process.leaderGone) ACTIONS.becomeReady(draft, event, policy);
	},
	noteSpawnError(draft, event) {
		if (event.type === 'notSpawned') change(draft, { spawnError: event.error, exit: event.status });
	},
	noteTooQuick(draft) {
		// supervisord's words; monitoring matches them.
		change(draft, { spawnError: 'Exited too quickly (process log may have details)' });
	},
	countFailure(draft) {
		change(draft, { failures: draft.process.failures + 1 });
	},
	planRetry(draft, { at }, policy) {
		const { failures, relapses, seed } = draft.process;
		const dueAt = at + restartDelayMs(Math.max(1, failures, relapses), policy, seed);
		change(draft, { dueAt });
		draft.effects.push({ type: 'arm', timer: 'retry', at: dueAt });
	},
	giveUp(draft) {
		change(draft, { failures: 0, relapses: 0, dueAt: undefined });
	},
	noteExit(draft, event, policy) {
		ACTIONS.noteExitKeepTimer(draft, event, policy);
		draft.effects.push({ type: 'disarm' });
	},
	noteExitKeepTimer(draft, event) {
		if (event.type !== 'exited') return;
		const { at } = event;
		change(draft, { exit: event.status, exitedAt: at, lastStoppedAt: at, leaderGone: true, ready: false });
	},
	complete(draft, _event, policy) {
		const { exit } = draft.process;
		const completed = exit !== undefined && isExpectedExit(exit, policy);
		const code = exit?.type === 'code' ? exit.code : -1;
		change(draft, { completed, failures: 0, spawnError: completed ? '' : `Bad exit code ${code}` });
	},
	planRestart(draft, { at }, policy) {
		if (!wantsRestart(draft.process, policy)) return;
		const dueAt = Math.max(at, (draft.process.startedAt ?? 0) + LEAST_TIME_BETWEEN_STARTS_MS);
		change(draft, { dueAt });
		if (dueAt > at) draft.effects.push({ type: 'arm', timer: 'retry', at: dueAt });
	},
	cancelStart(draft) {
		change(draft, { dueAt: undefined, failures: 0, ailment: '', relapses: 0 });
		draft.effects.push({ type: 'disarm' });
	},
	sendStopsignal(draft, _event, { stopsignal, stopasgroup }) {
		send(draft, { signal: stopsignal, group: stopasgroup, overdue: false });
	},
	awaitStopwaitsecs(draft, event, { stopwaitsecs }) {
		const withinMs = event.type === 'stop' ? (event.withinMs ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
		armOverdue(draft, event.at + Math.min(stopwaitsecs * 1000, withinMs));
	},
	noteKill(draft) {
		change(draft, { killed: true });
	},
	sendKill(draft, _event, { killasgroup }) {
		send(draft, { signal: SIGKILL, group: killasgroup, overdue: true });
	},
	awaitKill(draft, { at }) {
		armOverdue(draft, at + KILL_AGAIN_AFTER_MS);
	},
	sweepByKill(draft) {
		sweep(draft, SIGKILL);
	},
	sweepByStopsignal(draft, _event, { stopsignal }) {
		sweep(draft, stopsignal);
	},
	noteSignalError(draft, event) {
		if (event.type === 'signalFailed') change(draft, { spawnError: event.error });
		draft.effects.push({ type: 'disarm' });
	},
};

function change(draft: Draft, changes: Partial<Process>): void {
	draft.process = { ...draft.process, ...changes };
}

function armOverdue(draft: Draft, overdueAt: number): void {
	change(draft, { overdueAt });
	draft.effects.push({ type: 'arm', timer: 'overdue', at: overdueAt });
}

function send(draft: Draft, { signal, group, overdue }: { signal: number; group: boolean; overdue: boolean }): void {
	const { pid } = draft.process;
	draft.effects.push(
		{ type: 'publish', notice: { type: 'killing', pid, signal, group, overdue } },
		{ type: 'signal', signal, group },
	);
}

function sweep(draft: Draft, signal: number): void {
	draft.effects.push(
		{
			type: 'publish',
			notice: { type: 'leftBehind', pid: draft.process.pid, stopping: draft.process.wanted === 'down' },
		},
		{ type: 'sweep', signal },
	);
}
