import type { Config, ProcessConfig } from '../config/config.ts';
import { Observations } from '../events/observations.ts';
import { observeNotice } from '../events/observe-notice.ts';
import { Pressures } from '../events/pressures.ts';
import { RecentCrashes } from '../events/recent-crashes.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { System } from '../platform/system.ts';
import type { World } from '../supervision/world.ts';
import type { WorldNotice } from '../supervision/world-effect.ts';
import { DiskWatcher } from '../watch/disk-watcher.ts';
import { HealthBoard } from '../watch/health-board.ts';
import { MemoryWatcher } from '../watch/memory-watcher.ts';
import type { WatchedPod } from '../watch/watched-pod.ts';

export interface PodWatchOptions {
	readonly config: Config;
	readonly system: System;
	readonly log: DaemonLog;
	/** Of the pod before a restart in place: what it counted and kept goes on. */
	readonly takeOver: PodWatch | undefined;
}

/** All that looks at the pod while it runs, and all that remembers and tells what was seen. */
export class PodWatch {
	readonly observations: Observations;
	readonly memory: MemoryWatcher;
	readonly disk: DiskWatcher;
	readonly health: HealthBoard = new HealthBoard();
	readonly crashes: RecentCrashes;
	readonly pressures: Pressures;

	constructor({ config, system, log, takeOver }: PodWatchOptions) {
		this.observations = new Observations(system.clock, (error, { type }) => {
			const stack = error instanceof Error ? error.stack : String(error);
			log.error({ event: 'internal-error', type, stack }, `a watcher failed at ${type}: ${stack}`);
		});
		// First of all: at an exit the others ask it whether it was the OOM killer.
		const { observations } = this;
		this.memory = new MemoryWatcher({ config, system, log, observations, takeOver: takeOver?.memory });
		this.disk = new DiskWatcher({ config, system, log, observations, takeOver: takeOver?.disk });
		this.crashes = new RecentCrashes(this.observations);
		this.pressures = new Pressures(this.observations);
	}

	/** What the core decided to tell. `world`: after the turn. */
	notice(
		notice: WorldNotice,
		context: {
			readonly world: World;
			readonly now: number;
			readonly configOf: (key: string) => ProcessConfig | undefined;
		},
	): void {
		observeNotice(this.observations, notice, context);
	}

	/** The pod is about to start its programs. */
	begin(pod: WatchedPod): void {
		this.memory.begin(pod);
		this.disk.begin();
	}

	close(): void {
		this.memory.close();
		this.disk.close();
	}
}
