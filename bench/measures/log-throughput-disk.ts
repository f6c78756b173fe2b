import { LOG_FIGURES, LOG_GOALS, LOG_PEERS } from '../logging/log-figures.ts';
import { prepareLogs } from '../logging/prepare-logs.ts';
import type { Measure } from '../measure.ts';

/** The same on a disk: what is written there is the kernel's to write back, and the disk's. */
export const measure: Measure = {
	name: 'log-throughput-disk',
	title: 'Captured log throughput, disk',
	figures: LOG_FIGURES,
	peers: LOG_PEERS,
	// One build's looks differ by a factor of two.
	rounds: 6,
	settleMs: 6000,
	prepare: (peer, context) => prepareLogs(peer, context, 'disk'),
	goals: LOG_GOALS,
};
