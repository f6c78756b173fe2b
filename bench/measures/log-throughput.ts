import { LOG_FIGURES, LOG_GOALS, LOG_PEERS } from '../logging/log-figures.ts';
import { prepareLogs } from '../logging/prepare-logs.ts';
import type { Measure } from '../measure.ts';

/** One program that writes as fast as it can, its output captured in a file on a tmpfs, rotated at 50 MB and 5 kept. */
export const measure: Measure = {
	name: 'log-throughput',
	title: 'Captured log throughput, tmpfs',
	figures: LOG_FIGURES,
	peers: LOG_PEERS,
	rounds: 6,
	settleMs: 6000,
	prepare: (peer, context) => prepareLogs(peer, context, 'tmpfs'),
	goals: LOG_GOALS,
};
