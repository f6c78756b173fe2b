import type { Config } from '../config/config.ts';
import type { PodEvents } from '../events/pod-events.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { LogDependencies } from '../logs/log-dependencies.ts';
import type { WorldEffect } from '../supervision/world-effect.ts';
import type { PodWatch } from './pod-watch.ts';
import type { SpawnContext } from './spawn-request.ts';

/** What a pod needs of the daemon around it. */
export interface PodOptions extends Omit<SpawnContext, 'config' | 'cookie' | 'notifyVariables'> {
	readonly config: Config;
	readonly log: DaemonLog;
	readonly logs: LogDependencies;
	readonly events: PodEvents;
	readonly watch: PodWatch;
	/** Podvisor's own. */
	readonly version: string;
	/** Says whose descendants its processes are; drawn anew by each daemon. */
	readonly podId: string;
	/** For the jitter of restart delays. */
	readonly seed: number;
	/** Called once, when nothing of the pod is alive any more. */
	readonly onEnd: (end: PodEnd) => void;
}

/** How it ended, and what is to follow. */
export type PodEnd = Omit<Extract<WorldEffect, { type: 'end' }>, 'type'>;
