import type { ProcessConfig } from '../config/config.ts';
import type { ExitStatus } from '../foundation/exit-status.ts';
import type { ProcessState } from './process-state.ts';

/** The part of a process' configuration that decides about its life. */
export type Policy = Pick<
	ProcessConfig,
	| 'type'
	| 'autorestart'
	| 'exitcodes'
	| 'startsecs'
	| 'startretries'
	| 'stopsignal'
	| 'stopwaitsecs'
	| 'stopasgroup'
	| 'killasgroup'
	| 'startup'
	| 'readiness'
	| 'liveness'
	| 'restartBackoff'
	| 'restartDelayMaxMs'
	| 'restartJitter'
>;

/**
 * One process as the core knows it: plain data, so that it can be kept over a re-exec.
 * What is *wanted* of it is apart from what it is doing; all times are monotonic milliseconds.
 */
export interface Process {
	readonly state: ProcessState;
	/** What was last asked for: by autostart, an operator, or a shutdown. */
	readonly wanted: 'up' | 'down';
	/** Counts its spawns; events and timers of an earlier one are stale. */
	readonly generation: number;
	/** How often it was started since it is in the configuration. */
	readonly starts: number;
	/** 0 where none is alive. Never signalled once `leaderGone`: the number may be somebody else's. */
	readonly pid: number;
	/** The leader has exited and was reaped; what it left behind is being swept. */
	readonly leaderGone: boolean;
	/** SIGKILL was sent in this stop. */
	readonly killed: boolean;
	/** While STOPPING: when SIGKILL is due. */
	readonly overdueAt: number | undefined;
	readonly ready: boolean;
	/** It exited as expected by itself; a oneshot has done its work. */
	readonly completed: boolean;
	/** Failed starts in a row. */
	readonly failures: number;
	/** Why it is being restarted while it is STOPPING; empty where somebody asked for its stop. */
	readonly ailment: string;
	/** Restarts for ill health in a row; they are counted and delayed as failed starts are. */
	readonly relapses: number;
	/** When it shall be launched next; `undefined` where no start is planned. */
	readonly dueAt: number | undefined;
	/** What the jitter of its delays is drawn from; differs from pod to pod. */
	readonly seed: number;
	readonly startedAt: number | undefined;
	readonly exitedAt: number | undefined;
	/** When its last end was, over all its starts; `exitedAt` is of the present one. */
	readonly lastStoppedAt: number | undefined;
	/** How it ended last, whoever asked for it. */
	readonly exit: ExitStatus | undefined;
	/** supervisord's `spawnerr`: why the last start failed; empty when it did not. */
	readonly spawnError: string;
}

/** A process that was never started. `seed` is any integer; its first spawn is of the generation after `generation`. */
export function newProcess(seed: number, generation: number): Process {
	return {
		state: 'STOPPED',
		wanted: 'down',
		generation,
		starts: 0,
		pid: 0,
		leaderGone: false,
		killed: false,
		overdueAt: undefined,
		ready: false,
		completed: false,
		failures: 0,
		ailment: '',
		relapses: 0,
		dueAt: undefined,
		seed,
		startedAt: undefined,
		exitedAt: undefined,
		lastStoppedAt: undefined,
		exit: undefined,
		spawnError: '',
	};
}
