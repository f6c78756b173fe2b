/**
 * The whole life of a process, on one screen: in each state, what each event leads to.
 *
 * A cell lists outcomes; the first whose guard holds is taken. `do` names what is done on the way (actions.ts),
 * `next` an event that follows at once. An event that a row does not list changes nothing in that state: it is late
 * (a timer or a death of an earlier generation) or asks for what is so already.
 *
 * A death has two steps. `exited`: the leader is reaped. `gone`: nothing it left behind is alive either. States change
 * at `gone`, so a new generation never meets the old one; while sweeping, the state is still the old one.
 *
 * Differences from supervisord's `process.py`, each on purpose:
 * - a restart after RUNNING is at once, not up to a second later, unless the last start is less than a second ago;
 * - a oneshot stays STARTING until it is done, and a failure of it is a failed start;
 * - what is found unhealthy is stopped as if somebody had asked for it, and then is a failed start: BACKOFF, or FATAL;
 * - UNKNOWN keeps its pid, so that its death is still noticed.
 */
import type { ActionName } from './actions.ts';
import type { GuardName } from './guards.ts';
import type { ProcessEventType } from './process-event.ts';
import type { ProcessState } from './process-state.ts';

export interface Outcome {
	/** The guard that must hold; without one, always. */
	readonly when?: GuardName;
	readonly to: ProcessState;
	readonly do?: readonly ActionName[];
	readonly next?: 'gone' | 'judged';
}

type Row = Readonly<Partial<Record<ProcessEventType, readonly Outcome[]>>>;

/** It lives, but must not go on so: stopped, and started again by the ordinary policy. */
const UNHEALTHY: readonly Outcome[] = [
	{ when: 'isAlive', to: 'STOPPING', do: ['noteAilment', 'sendStopsignal', 'awaitStopwaitsecs'] },
];

/** It is down: because somebody asked for it, or because it was unhealthy. */
const STOPPED: readonly Outcome[] = [
	{ when: 'isAilingAndNotRestarted', to: 'EXITED', do: ['forgetPid', 'noteIllHealth', 'cancelStart'] },
	{ when: 'isAiling', to: 'BACKOFF', do: ['forgetPid', 'noteIllHealth'], next: 'judged' },
	{ to: 'STOPPED', do: ['forgetPid', 'cancelStart'] },
];

/** The patience of a stop is over, by its own stopwaitsecs or by somebody in a hurry. */
const KILLED: readonly Outcome[] = [
	{ when: 'isLeaderGone', to: 'STOPPING', do: ['noteKill', 'sweepByKill', 'awaitKill'] },
	{ when: 'hasNoPidYet', to: 'STOPPING', do: ['noteKill', 'awaitKill'] },
	{ to: 'STOPPING', do: ['noteKill', 'sendKill', 'awaitKill'] },
];

export const TRANSITIONS: Readonly<Record<ProcessState, Row>> = {
	STOPPED: {
		launch: [{ to: 'STARTING', do: ['spawn'] }],
	},
	STARTING: {
		spawned: [
			{ when: 'needsNoTime', to: 'RUNNING', do: ['notePid', 'watchHealth', 'succeed'] },
			{ to: 'STARTING', do: ['notePid', 'watchHealth', 'awaitStartsecs'] },
		],
		notSpawned: [{ to: 'BACKOFF', do: ['noteSpawnError', 'countFailure'], next: 'judged' }],
		stayedUp: [{ when: 'isAlive', to: 'RUNNING', do: ['succeed'] }],
		ready: [{ when: 'isAlive', to: 'STARTING', do: ['becomeReady'] }],
		unready: [{ to: 'STARTING', do: ['becomeUnready'] }],
		unhealthy: UNHEALTHY,
		healthy: [{ to: 'STARTING', do: ['recover'] }],
		exited: [
			{ when: 'hasLeftovers', to: 'STARTING', do: ['noteExit', 'sweepByKill'] },
			{ to: 'STARTING', do: ['noteExit'], next: 'gone' },
		],
		gone: [
			{ when: 'hasDoneItsWork', to: 'EXITED', do: ['forgetPid', 'complete'] },
			{ when: 'stayedUpLongEnough', to: 'RUNNING', do: ['succeed'], next: 'gone' },
			{ to: 'BACKOFF', do: ['forgetPid', 'noteTooQuick', 'countFailure'], next: 'judged' },
		],
		stop: [
			{ when: 'isLeaderGone', to: 'STOPPING', do: ['sweepByKill'] },
			{ when: 'hasNoPidYet', to: 'STOPPING', do: ['awaitStopwaitsecs'] },
			{ to: 'STOPPING', do: ['sendStopsignal', 'awaitStopwaitsecs'] },
		],
	},
	RUNNING: {
		ready: [{ when: 'isAlive', to: 'RUNNING', do: ['becomeReady'] }],
		unready: [{ to: 'RUNNING', do: ['becomeUnready'] }],
		unhealthy: UNHEALTHY,
		healthy: [{ to: 'RUNNING', do: ['recover'] }],
		exited: [
			{ when: 'hasLeftovers', to: 'RUNNING', do: ['noteExit', 'sweepByKill'] },
			{ to: 'RUNNING', do: ['noteExit'], next: 'gone' },
		],
		gone: [{ to: 'EXITED', do: ['forgetPid', 'complete', 'planRestart'] }],
		stop: [
			{ when: 'isLeaderGone', to: 'STOPPING', do: ['sweepByKill'] },
			{ to: 'STOPPING', do: ['sendStopsignal', 'awaitStopwaitsecs'] },
		],
	},
	BACKOFF: {
		judged: [
			{ when: 'hasSpentItsRetries', to: 'FATAL', do: ['giveUp'] },
			{ to: 'BACKOFF', do: ['planRetry'] },
		],
		launch: [{ to: 'STARTING', do: ['spawn'] }],
		stop: [{ to: 'STOPPED', do: ['cancelStart'] }],
	},
	STOPPING: {
		// The stop overtook the answer to the spawn: it is asked to stop as soon as it exists.
		spawned: [
			{ when: 'isKilled', to: 'STOPPING', do: ['notePid', 'sendKill'] },
			{ to: 'STOPPING', do: ['notePid', 'sendStopsignal'] },
		],
		notSpawned: [{ to: 'STOPPED', do: ['noteSpawnError', 'cancelStart'] }],
		exited: [
			{ when: 'hasLeftoversAndIsKilled', to: 'STOPPING', do: ['noteExitKeepTimer', 'sweepByKill'] },
			{ when: 'hasLeftovers', to: 'STOPPING', do: ['noteExitKeepTimer', 'sweepByStopsignal'] },
			{ to: 'STOPPING', do: ['noteExit'], next: 'gone' },
		],
		gone: STOPPED,
		overdue: KILLED,
		hasten: KILLED,
		stop: [{ when: 'isHurried', to: 'STOPPING', do: ['awaitStopwaitsecs'] }],
		signalFailed: [{ to: 'UNKNOWN', do: ['noteSignalError'] }],
	},
	EXITED: {
		launch: [{ to: 'STARTING', do: ['spawn'] }],
		stop: [{ to: 'EXITED', do: ['cancelStart'] }],
	},
	FATAL: {
		launch: [{ to: 'STARTING', do: ['spawn'] }],
	},
	UNKNOWN: {
		exited: [
			{ when: 'hasLeftovers', to: 'UNKNOWN', do: ['noteExit', 'sweepByKill'] },
			{ to: 'UNKNOWN', do: ['noteExit'], next: 'gone' },
		],
		gone: STOPPED,
		stop: [
			{ when: 'isLeaderGone', to: 'STOPPING', do: ['sweepByKill'] },
			{ to: 'STOPPING', do: ['sendStopsignal', 'awaitStopwaitsecs'] },
		],
	},
};
