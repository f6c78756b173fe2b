import type { Config } from '../config/config.ts';
import type { Observations } from '../events/observations.ts';
import { stackOf } from '../foundation/stack-of.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { FilesystemSpace } from '../platform/filesystem-space.ts';
import type { System } from '../platform/system.ts';
import { diskPaths } from './disk-paths.ts';
import { DiskQuestions } from './disk-questions.ts';
import type { DiskUsage } from './disk-usage.ts';
import { type DiskFinding, type DiskThresholds, WatchedDisk } from './watched-disk.ts';
import type { WatchedPod } from './watched-pod.ts';

export interface DiskWatcherOptions {
	readonly config: Config;
	readonly system: System;
	readonly log: DaemonLog;
	readonly observations: Observations;
	/** Of the pod before a restart in place. */
	readonly takeOver: DiskWatcher | undefined;
}

const FIRST_LOOK_MS = 1000;

/** Looks after the free space where logs go, and wherever else it shall. */
export class DiskWatcher {
	readonly #options: DiskWatcherOptions;
	readonly #questions: DiskQuestions;
	readonly #watched = new Map<string, WatchedDisk>();
	/** Paths that could not be looked at, with the errno that was told. */
	readonly #unseen = new Map<string, string>();
	/** What was short before a restart in place; it is over where it is not told anew. */
	readonly #carriedOver: Map<string, WatchedDisk>;
	#pod: WatchedPod | undefined;
	#cancelLook: (() => void) | undefined;
	#isOver = false;

	constructor(options: DiskWatcherOptions) {
		this.#options = options;
		const { takeOver } = options;
		// What hangs is not asked once more.
		this.#questions = takeOver === undefined ? new DiskQuestions(options.system) : takeOver.#questions;
		this.#carriedOver = takeOver === undefined ? new Map() : new Map(takeOver.#watched);
	}

	/** One for each file system; empty before the first look, and where `[disk_watcher]` is not written. */
	get latest(): readonly DiskUsage[] {
		return [...this.#watched.values()].flatMap(({ usage }) => usage ?? []);
	}

	/** The pod is about to start its programs. */
	begin(pod: WatchedPod): void {
		this.#pod = pod;
		const { config } = this.#options;
		if (config.diskWatcher !== undefined) this.#lookIn(Math.min(FIRST_LOOK_MS, config.diskWatcher.intervalMs));
		else this.#tellWhatIsOver();
	}

	close(): void {
		this.#isOver = true;
		this.#cancelLook?.();
	}

	#lookIn(delayMs: number): void {
		if (this.#isOver) return;
		const { clock } = this.#options.system;
		this.#cancelLook = clock.at(clock.now() + delayMs, () => void this.#look());
	}

	async #look(): Promise<void> {
		const { config, log } = this.#options;
		if (config.diskWatcher === undefined) return;
		try {
			await this.#askAll(config.diskWatcher);
		} catch (error) {
			// Nothing of it throws; were it to, the next look must come all the same.
			const stack = stackOf(error);
			log.error({ event: 'internal-error', stack }, `the disks could not be looked at: ${stack}`);
		}
		this.#lookIn(config.diskWatcher.intervalMs);
	}

	async #askAll(thresholds: DiskThresholds): Promise<void> {
		const { config, system } = this.#options;
		const paths = diskPaths(config, this.#pod?.living().map((process) => process.config) ?? []);
		const devices = new Set<number>();
		for (const path of paths) {
			const answer = await this.#questions.ask(path);
			if (this.#isOver) return;
			switch (answer.type) {
				case 'hung':
					for (const finding of this.#watchedAt(path).hang()) this.#tell(path, finding);
					break;
				case 'failed':
					this.#cannotSee(path, answer.code);
					break;
				case 'skipped':
					break;
				case 'answered':
					this.#sees(path);
					if (devices.has(answer.space.device)) this.#drop(path, 'it is watched under another name');
					else this.#take(path, answer.space, { ...thresholds, at: system.clock.now() });
					devices.add(answer.space.device);
			}
		}
		for (const path of [...this.#watched.keys()]) {
			if (!paths.includes(path)) this.#drop(path, 'it is not watched any more');
		}
		for (const path of this.#unseen.keys()) if (!paths.includes(path)) this.#unseen.delete(path);
		this.#tellWhatIsOver();
	}

	#take(path: string, space: FilesystemSpace, thresholds: DiskThresholds & { readonly at: number }): void {
		for (const finding of this.#watchedAt(path).take(space, thresholds)) this.#tell(path, finding);
	}

	/** Told once for each way in which it fails. */
	#cannotSee(path: string, code: string): void {
		if (this.#unseen.get(path) === code) return;
		this.#unseen.set(path, code);
		this.#options.log.warn(
			{ event: 'disk', path, code },
			`cannot tell how full the disk of '${path}' is (${code}); it is tried again at each look`,
		);
		this.#drop(path, `it cannot be looked at any more (${code})`);
	}

	#sees(path: string): void {
		if (!this.#unseen.delete(path)) return;
		this.#options.log.info({ event: 'disk', path }, `the disk of '${path}' can be looked at`);
	}

	/** Nothing more will be told of it. */
	#drop(path: string, reason: string): void {
		const watched = this.#watched.get(path);
		if (watched === undefined) return;
		this.#watched.delete(path);
		const { usedShare } = watched;
		for (const resource of watched.short) {
			this.#tell(path, { resource, level: 'ok', usedShare, reason: `'${path}': ${reason}` });
		}
	}

	#tellWhatIsOver(): void {
		for (const [path, before] of this.#carriedOver) {
			const now = this.#watched.get(path);
			const usedShare = now?.usedShare ?? 0;
			for (const resource of before.short) {
				if (now?.short.includes(resource) === true) continue;
				this.#tell(path, { resource, level: 'ok', usedShare, reason: `'${path}' is well since the restart` });
			}
		}
		this.#carriedOver.clear();
	}

	#watchedAt(path: string): WatchedDisk {
		const known = this.#watched.get(path);
		if (known !== undefined) return known;
		const made = new WatchedDisk(path);
		this.#watched.set(path, made);
		return made;
	}

	#tell(path: string, { resource, level, usedShare, reason }: DiskFinding): void {
		const { log, observations } = this.#options;
		const fields = { event: 'disk', path, resource, level, usedShare };
		log[level === 'ok' ? 'info' : 'warn'](fields, `disk ${level}: ${reason}`);
		observations.saw({ type: 'disk', path, resource, level, usedShare, reason });
	}
}
