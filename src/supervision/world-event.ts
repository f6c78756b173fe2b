import type { ExitStatus } from '../foundation/exit-status.ts';
import type { ProcessTimer } from '../process/process-effect.ts';
import type { UnhealthyCause } from '../process/process-event.ts';
import type { Plan } from './plan.ts';

/** What enters the one queue. `at`: monotonic milliseconds; `process`: a `group:process` key. */
export type WorldEvent = { readonly at: number } & (
	| { readonly type: 'boot' }
	/**
	 * The groups are others from now on. Whoever is missing in the new plan is down already, and so is whoever means
	 * something else in it; the rest lives on. `launch`: those that shall come up, as at the boot.
	 */
	| { readonly type: 'replan'; readonly plan: Plan; readonly launch: readonly string[] }
	/** Somebody wants a process up, or down. */
	| { readonly type: 'start'; readonly process: string }
	| { readonly type: 'stop'; readonly process: string }
	/** Everything down, in order; one that is under way only changes its intent from restart to exit. */
	| {
			readonly type: 'shutdown';
			readonly intent: 'exit' | 'restart';
			readonly reason: string;
			/** Of the daemon, 0 where none is given; a critical program that ended before it has the word. */
			readonly exitCode?: number;
	  }
	/** Do not wait for anybody any longer: the rest of the shutdown by SIGKILL, still in order. */
	| { readonly type: 'hasten' }
	/** What became of one spawn; stale where `generation` is not the latest. */
	| ({ readonly process: string; readonly generation: number } & Happening)
);

/** What the system tells of one spawned process. */
export type Happening =
	| { readonly type: 'spawned'; readonly pid: number }
	| { readonly type: 'notSpawned'; readonly error: string; readonly status: ExitStatus }
	| { readonly type: 'ready' | 'healthy' }
	| { readonly type: 'unready'; readonly reason: string }
	| { readonly type: 'unhealthy'; readonly cause: UnhealthyCause; readonly reason: string }
	| { readonly type: 'exited'; readonly status: ExitStatus; readonly leftovers: boolean }
	| { readonly type: 'gone' }
	| { readonly type: 'signalFailed'; readonly error: string }
	| { readonly type: 'timer'; readonly timer: ProcessTimer };
