import type { Config } from '../config/config.ts';
import type { ObservedLevel } from '../events/observation.ts';
import type { Observations } from '../events/observations.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { System } from '../platform/system.ts';

/** A file system that logs or listed paths are on, as last seen. */
export interface DiskUsage {
	/** The first of the watched paths that is on it. */
	readonly path: string;
	readonly totalBytes: number;
	/** What is free to ordinary users, as df(1) tells it. */
	readonly freeBytes: number;
	/** 0 where the file system counts none. */
	readonly totalInodes: number;
	readonly freeInodes: number;
	/** 0 to 1. */
	readonly usedShare: number;
	/** 0 to 1. */
	readonly inodesUsedShare: number;
	/** The worse of space and inodes. */
	readonly level: ObservedLevel;
}

export interface DiskWatcherOptions {
	readonly config: Config;
	readonly system: System;
	readonly log: DaemonLog;
	readonly observations: Observations;
	/** Of the pod before a restart in place. */
	readonly takeOver: DiskWatcher | undefined;
}

/** Looks after the free space where logs go, and wherever else it shall. */
export class DiskWatcher {
	#options: DiskWatcherOptions;

	constructor(options: DiskWatcherOptions) {
		this.#options = options;
	}

	/** One for each file system; empty before the first look, and where `[disk_watcher]` is not written. */
	get latest(): readonly DiskUsage[] {
		return this.#options.config.diskWatcher === undefined ? [] : [];
	}

	begin(): void {}

	close(): void {}
}
