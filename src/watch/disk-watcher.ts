import type { Config } from '../config/config.ts';
import type { ObservedLevel } from '../events/observation.ts';
import type { Observations } from '../events/observations.ts';
import { stackOf } from '../foundation/stack-of.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { FilesystemSpace } from '../platform/filesystem-space.ts';
import type { System } from '../platform/system.ts';
import { describeDisk } from './describe-disk.ts';
import { diskPaths } from './disk-paths.ts';
import { DiskQuestions } from './disk-questions.ts';
import { type DiskUsage, shareOfInodes, shareOfSpace } from './disk-usage.ts';
import { type LevelGauge, QUIET_GAUGE, readGauge } from './level-gauge.ts';
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
/** A disk that is emptied a little is as full as before. */
const HYSTERESIS = 0.02;

type Resource = 'space' | 'inodes';

/** A file system, under the path that it is told by. */
interface Watched {
	usage: DiskUsage | undefined;
	/** It was asked, and does not answer. */
	isHung: boolean;
	readonly gauges: Record<Resource, LevelGauge>;
}

/** Looks after the free space where logs go, and wherever else it shall. */
export class DiskWatcher {
	readonly #options: DiskWatcherOptions;
	readonly #questions: DiskQuestions;
	readonly #watched = new Map<string, Watched>();
	/** Paths that could not be looked at, with the errno that was told. */
	readonly #unseen = new Map<string, string>();
	/** What was short before a restart in place; it is over where it is not told anew. */
	readonly #carriedOver: Map<string, Watched>;
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
		return [...this.#watched.values()].flatMap(({ usage, isHung }) =>
			usage === undefined ? [] : [isHung ? { ...usage, level: 'critical' } : usage],
		);
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
			await this.#askAll();
		} catch (error) {
			// Nothing of it throws; were it to, the next look must come all the same.
			const stack = stackOf(error);
			log.error({ event: 'internal-error', stack }, `the disks could not be looked at: ${stack}`);
		}
		this.#lookIn(config.diskWatcher.intervalMs);
	}

	async #askAll(): Promise<void> {
		const { config } = this.#options;
		const paths = diskPaths(config, this.#pod?.living().map((process) => process.config) ?? []);
		const devices = new Set<number>();
		for (const path of paths) {
			const answer = await this.#questions.ask(path);
			if (this.#isOver) return;
			switch (answer.type) {
				case 'hung':
					this.#hangs(path);
					break;
				case 'failed':
					this.#cannotSee(path, answer.code);
					break;
				case 'skipped':
					break;
				case 'answered':
					this.#sees(path);
					if (devices.has(answer.space.device)) this.#drop(path, 'it is watched under another name');
					else this.#judge(path, answer.space);
					devices.add(answer.space.device);
			}
		}
		for (const path of [...this.#watched.keys()]) {
			if (!paths.includes(path)) this.#drop(path, 'it is not watched any more');
		}
		this.#tellWhatIsOver();
	}

	#judge(path: string, space: FilesystemSpace): void {
		const watched = this.#watchedAt(path);
		const shares = { space: shareOfSpace(space), inodes: shareOfInodes(space) };
		if (watched.isHung) {
			watched.isHung = false;
			watched.gauges.space = QUIET_GAUGE;
			this.#tell(path, 'space', { level: 'ok', usedShare: shares.space, reason: `'${path}' answers again` });
		}
		for (const resource of ['space', 'inodes'] as const) this.#gauge(path, watched, { space, resource, shares });
		const { totalBytes, freeBytes, totalInodes, freeInodes } = space;
		watched.usage = {
			path,
			totalBytes,
			freeBytes,
			totalInodes,
			freeInodes,
			usedShare: shares.space,
			inodesUsedShare: shares.inodes,
			level: worse(watched.gauges.space.level, watched.gauges.inodes.level),
		};
	}

	#gauge(
		path: string,
		{ gauges }: Watched,
		{
			space,
			resource,
			shares,
		}: {
			readonly space: FilesystemSpace;
			readonly resource: Resource;
			readonly shares: Readonly<Record<Resource, number>>;
		},
	): void {
		const { config, system } = this.#options;
		const before = gauges[resource];
		const usedShare = shares[resource];
		const gauge = readGauge(before, {
			at: system.clock.now(),
			value: usedShare,
			warning: config.diskWatcher?.warning,
			critical: config.diskWatcher?.critical,
			sustainedMs: 0,
			hysteresis: HYSTERESIS,
		});
		gauges[resource] = gauge;
		const { level } = gauge;
		if (level === before.level) return;
		this.#tell(path, resource, { level, usedShare, reason: describeDisk(path, space, { resource, level, usedShare }) });
	}

	/** Told once. */
	#hangs(path: string): void {
		const watched = this.#watchedAt(path);
		if (watched.isHung) return;
		watched.isHung = true;
		const reason = `'${path}' does not answer: how full its disk is cannot be told; has a network mount lost its server?`;
		this.#tell(path, 'space', { level: 'critical', usedShare: watched.usage?.usedShare ?? 0, reason });
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
		for (const resource of shortOf(watched)) {
			const usedShare = watched.usage?.usedShare ?? 0;
			this.#tell(path, resource, { level: 'ok', usedShare, reason: `'${path}': ${reason}` });
		}
	}

	#tellWhatIsOver(): void {
		for (const [path, before] of this.#carriedOver) {
			const now = this.#watched.get(path);
			for (const resource of shortOf(before)) {
				if (now !== undefined && shortOf(now).includes(resource)) continue;
				const usedShare = now?.usage?.usedShare ?? 0;
				this.#tell(path, resource, { level: 'ok', usedShare, reason: `'${path}' is well since the restart` });
			}
		}
		this.#carriedOver.clear();
	}

	#watchedAt(path: string): Watched {
		const known = this.#watched.get(path);
		if (known !== undefined) return known;
		const made = { usage: undefined, isHung: false, gauges: { space: QUIET_GAUGE, inodes: QUIET_GAUGE } };
		this.#watched.set(path, made);
		return made;
	}

	#tell(
		path: string,
		resource: Resource,
		{
			level,
			usedShare,
			reason,
		}: { readonly level: ObservedLevel; readonly usedShare: number; readonly reason: string },
	): void {
		const { log, observations } = this.#options;
		const fields = { event: 'disk', path, resource, level, usedShare };
		log[level === 'ok' ? 'info' : 'warn'](fields, `disk ${level}: ${reason}`);
		observations.saw({ type: 'disk', path, resource, level, usedShare, reason });
	}
}

/** What is told to be short of it. */
function shortOf({ isHung, gauges }: Watched): readonly Resource[] {
	return (['space', 'inodes'] as const).filter(
		(resource) => gauges[resource].level !== 'ok' || (resource === 'space' && isHung),
	);
}

function worse(one: ObservedLevel, other: ObservedLevel): ObservedLevel {
	if (one === 'critical' || other === 'critical') return 'critical';
	return one === 'ok' ? other : one;
}
