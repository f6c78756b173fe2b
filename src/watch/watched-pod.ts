import type { ProcessConfig } from '../config/config.ts';
import type { TreeIdentity } from '../platform/tree-identity.ts';
import type { UnhealthyCause } from '../process/process-event.ts';

/** A process whose leader is alive. */
export interface WatchedProcess {
	/** `group:process`. */
	readonly key: string;
	readonly generation: number;
	readonly config: ProcessConfig;
	readonly pid: number;
	readonly tree: TreeIdentity;
	/** A shutdown or a stop is under way. */
	readonly isStopping: boolean;
}

/** The pod as those see it who watch it: they look and tell, and never kill. */
export interface WatchedPod {
	living(): readonly WatchedProcess[];
	/** Tells the core that a process cannot go on; what is done about it is the core's affair. */
	unhealthy(process: WatchedProcess, cause: UnhealthyCause, reason: string): void;
}
