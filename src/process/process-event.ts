import type { ExitStatus } from '../foundation/exit-status.ts';

/** Why a living process is restarted. */
export type UnhealthyCause = 'startup' | 'liveness' | 'memory';

/** What can happen to a process. `at`: monotonic milliseconds. */
export type ProcessEvent = { readonly at: number } & (
	| { readonly type: 'launch' }
	| { readonly type: 'spawned'; readonly pid: number }
	/** No process was made: `error` is supervisord's `spawnerr`, `status` what a shell would have exited with. */
	| { readonly type: 'notSpawned'; readonly error: string; readonly status: ExitStatus }
	/** The timer of startsecs. */
	| { readonly type: 'stayedUp' }
	/** Its readiness probe succeeded. */
	| { readonly type: 'ready' }
	/** It was ready, and its readiness probe fails. */
	| { readonly type: 'unready'; readonly reason: string }
	/** It is up, but must be restarted, e.g. because its liveness probe fails. */
	| { readonly type: 'unhealthy'; readonly cause: UnhealthyCause; readonly reason: string }
	/** It answers as a healthy one does: what was wrong with it before is over. */
	| { readonly type: 'healthy' }
	/** The leader ended and is reaped; `leftovers`: descendants of it are still alive. */
	| { readonly type: 'exited'; readonly status: ExitStatus; readonly leftovers: boolean }
	/** The leader and all it left behind are gone. */
	| { readonly type: 'gone' }
	/** Somebody wants it down; `withinMs` shortens stopwaitsecs where a shutdown has less time. */
	| { readonly type: 'stop'; readonly withinMs?: number }
	/** stopwaitsecs are over. */
	| { readonly type: 'overdue' }
	/** Do not wait for stopwaitsecs any longer. */
	| { readonly type: 'hasten' }
	/** The system refused to signal it (EPERM). */
	| { readonly type: 'signalFailed'; readonly error: string }
	/** Follows a failed start: try again, or give up? */
	| { readonly type: 'judged' }
);

export type ProcessEventType = ProcessEvent['type'];
