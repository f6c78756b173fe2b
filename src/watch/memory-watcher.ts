import type { Config } from '../config/config.ts';
import type { Observations } from '../events/observations.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { PodMemory } from '../platform/memory.ts';
import type { System } from '../platform/system.ts';
import type { OomVerdict } from './oom-verdict.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { WatchedPod } from './watched-pod.ts';

export interface MemoryWatcherOptions {
	readonly config: Config;
	readonly system: System;
	readonly log: DaemonLog;
	readonly observations: Observations;
	/** Of the pod before a restart in place. */
	readonly takeOver: MemoryWatcher | undefined;
}

/** Measures the pod and its programs, tells who takes too much, and knows whom the kernel's OOM killer ended. */
export class MemoryWatcher {
	#options: MemoryWatcherOptions;

	/** It must hear of an exit before those who ask {@link oomKilled} about it: make it before them. */
	constructor(options: MemoryWatcherOptions) {
		this.#options = options;
	}

	/** When it was last measured; `undefined` before the first time and where the system does not tell. */
	get pod(): PodMemory | undefined {
		return undefined;
	}

	/** As last measured; still there when it has died, until its next spawn. `undefined` where it never was. */
	of(_key: string): ProcessMemory | undefined {
		return undefined;
	}

	/** Measures the pod and all living programs, unless that was done in the last `maxAgeMs`. Never rejects. */
	async refresh(_maxAgeMs: number): Promise<void> {}

	/** PSS of a living program's tree, measured now; costs a walk through all its pages. */
	async pss(_key: string): Promise<number | undefined> {
		return undefined;
	}

	/** Of the latest exit of a process; ask from the `state` observation of that exit on. */
	oomKilled(_key: string): OomVerdict {
		return this.#options.system.name === 'fake' ? 'unknown' : 'unknown';
	}

	begin(_pod: WatchedPod): void {}

	close(): void {}
}
