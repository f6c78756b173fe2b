import type { DiskResource, ObservedLevel } from '../events/observation.ts';
import type { FilesystemSpace } from '../platform/filesystem-space.ts';
import { describeDisk } from './describe-disk.ts';
import { type DiskUsage, shareOfInodes, shareOfSpace } from './disk-usage.ts';
import { type LevelGauge, QUIET_GAUGE, readGauge } from './level-gauge.ts';

/** A disk that is emptied a little is as full as before. */
const HYSTERESIS = 0.02;

/** What is to be told of a file system, since its level changed. */
export interface DiskFinding {
	readonly resource: DiskResource;
	readonly level: ObservedLevel;
	/** 0 to 1. */
	readonly usedShare: number;
	readonly reason: string;
}

/** Shares of it, 0 to 1. */
export interface DiskThresholds {
	readonly warning: number;
	readonly critical: number;
}

/** A file system, under the path that it is told by: how full it was when it was seen last, and what was told of it. */
export class WatchedDisk {
	readonly #path: string;
	readonly #gauges: Record<DiskResource, LevelGauge> = { space: QUIET_GAUGE, inodes: QUIET_GAUGE };
	#usage: DiskUsage | undefined;
	/** It was asked, and does not answer. */
	#isHung = false;

	constructor(path: string) {
		this.#path = path;
	}

	/** `undefined` before the first look. */
	get usage(): DiskUsage | undefined {
		if (this.#usage === undefined || !this.#isHung) return this.#usage;
		return { ...this.#usage, level: 'critical' };
	}

	/** 0 to 1, when it was seen last; 0 before. */
	get usedShare(): number {
		return this.#usage?.usedShare ?? 0;
	}

	/** What is told to be short of it. */
	get short(): readonly DiskResource[] {
		return RESOURCES.filter(
			(resource) => this.#gauges[resource].level !== 'ok' || (resource === 'space' && this.#isHung),
		);
	}

	/** It answered. `at`: monotonic. */
	take(space: FilesystemSpace, { at, warning, critical }: DiskThresholds & { readonly at: number }): DiskFinding[] {
		const shares = { space: shareOfSpace(space), inodes: shareOfInodes(space) };
		const findings: DiskFinding[] = [];
		if (this.#isHung) {
			this.#isHung = false;
			this.#gauges.space = QUIET_GAUGE;
			const reason = `'${this.#path}' answers again`;
			findings.push({ resource: 'space', level: 'ok', usedShare: shares.space, reason });
		}
		for (const resource of RESOURCES) {
			const before = this.#gauges[resource].level;
			const usedShare = shares[resource];
			const reading = { at, value: usedShare, warning, critical, sustainedMs: 0, hysteresis: HYSTERESIS };
			const gauge = readGauge(this.#gauges[resource], reading);
			this.#gauges[resource] = gauge;
			const { level } = gauge;
			if (level === before) continue;
			const reason = describeDisk(this.#path, space, { resource, level, usedShare });
			findings.push({ resource, level, usedShare, reason });
		}
		const { totalBytes, freeBytes, totalInodes, freeInodes } = space;
		this.#usage = {
			path: this.#path,
			totalBytes,
			freeBytes,
			totalInodes,
			freeInodes,
			usedShare: shares.space,
			inodesUsedShare: shares.inodes,
			level: worse(this.#gauges.space.level, this.#gauges.inodes.level),
		};
		return findings;
	}

	/** It did not answer. Told once. */
	hang(): DiskFinding[] {
		if (this.#isHung) return [];
		this.#isHung = true;
		const reason = `'${this.#path}' does not answer: how full its disk is cannot be told; has a network mount lost its server?`;
		return [{ resource: 'space', level: 'critical', usedShare: this.usedShare, reason }];
	}
}

const RESOURCES: readonly DiskResource[] = ['space', 'inodes'];

function worse(one: ObservedLevel, other: ObservedLevel): ObservedLevel {
	if (one === 'critical' || other === 'critical') return 'critical';
	return one === 'ok' ? other : one;
}
