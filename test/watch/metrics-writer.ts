/** Writes metrics_file as fast as it can, until it is killed. Its argument is the file. */

import type { DaemonLog } from '../../src/logs/daemon-log.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { MemoryMetricsFile } from '../../src/watch/memory-metrics-file.ts';

const path = process.argv[2] ?? '';
const silent = new Proxy({}, { get: () => () => {} }) as DaemonLog;
const file = new MemoryMetricsFile({ path, files: createNodeFiles(), log: silent });
const program = {
	name: 'web',
	group: 'web',
	pid: 7,
	rssBytes: 5,
	limitBytes: null,
	percent: null,
	level: 'ok',
	processes: 1,
	cpuSeconds: 0.5,
} as const;
for (let round = 0; ; round++) {
	file.write({
		timestamp: new Date().toISOString(),
		pod: null,
		programs: Array.from({ length: 1 + (round % 500) }, () => program),
		supervisor: { pid: process.pid, rssBytes: round },
	});
	if (round === 3) process.stdout.write('writing\n');
}
