import type { Measure } from '../measure.ts';
import { LOG_FIGURES, LOG_GOALS, LOG_PEERS } from './log-figures.ts';
import { prepareLogs } from './prepare-logs.ts';

/**
 * One program that writes as fast as it can, its output captured in a file on a tmpfs or a disk, rotated at 50 MB and 5 kept. What
 * is written to a disk is the kernel's to write back, and the disk's.
 */
export function logMeasure(name: string, place: 'tmpfs' | 'disk'): Measure {
	return {
		name,
		title: `Captured log throughput, ${place}`,
		figures: LOG_FIGURES,
		peers: LOG_PEERS,
		// One build's looks differ by a factor of two.
		rounds: 6,
		settleMs: 6000,
		prepare: (peer, context) => prepareLogs(peer, context, place),
		goals: LOG_GOALS,
	};
}
