import type { ExitStatus } from '../foundation/exit-status.ts';
import type { UnhealthyCause } from './process-event.ts';
import type { ProcessState } from './process-state.ts';

/** A process has one timer at most: arming it replaces the one before. */
export type ProcessTimer = 'stayedUp' | 'retry' | 'overdue';

/** What shall be done in the world because of an event. */
export type ProcessEffect =
	| { readonly type: 'spawn' }
	/** To the leader, or to its process group. */
	| { readonly type: 'signal'; readonly signal: number; readonly group: boolean }
	/** To everything the dead leader left behind, until nothing of it is alive; answered by `gone`. */
	| { readonly type: 'sweep'; readonly signal: number }
	| { readonly type: 'arm'; readonly timer: ProcessTimer; readonly at: number }
	| { readonly type: 'disarm' }
	/** Begin to ask its probes; answered by `ready`, `unready`, `unhealthy`, `healthy`. */
	| { readonly type: 'watchHealth' }
	| { readonly type: 'publish'; readonly notice: ProcessNotice };

/** What others may want to know: the daemon's log, event listeners, metrics. */
export type ProcessNotice =
	| {
			readonly type: 'state';
			readonly from: ProcessState;
			readonly to: ProcessState;
			/** The pid it has, or had until now. */
			readonly pid: number;
			/** supervisord's `expected` of PROCESS_STATE_EXITED. */
			readonly expected: boolean;
			/** supervisord's `tries` of STARTING and BACKOFF: failed starts in a row. */
			readonly tries: number;
			readonly exit: ExitStatus | undefined;
			readonly spawnError: string;
			/** Why it was being restarted; empty where it was not. */
			readonly ailment: string;
			/** When the next start is planned. */
			readonly dueAt: number | undefined;
			/** How often it was started so far. */
			readonly starts: number;
			/** From its spawn until now, or until its end; `undefined` where none is or was alive. */
			readonly uptimeMs: number | undefined;
	  }
	| { readonly type: 'ready'; readonly pid: number }
	| { readonly type: 'unready'; readonly pid: number; readonly reason: string }
	/** It is being restarted because of it. */
	| { readonly type: 'unhealthy'; readonly pid: number; readonly cause: UnhealthyCause; readonly reason: string }
	| {
			readonly type: 'killing';
			readonly pid: number;
			readonly signal: number;
			/** To its whole process group. */
			readonly group: boolean;
			readonly overdue: boolean;
	  }
	/** `stopping`: it was asked to stop, and its descendants are now asked as well. */
	| { readonly type: 'leftBehind'; readonly pid: number; readonly stopping: boolean };
