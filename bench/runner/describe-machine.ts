import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** What the figures depend on. */
export function describeMachine(): Record<string, string | number> {
	return {
		cpu: cpus()[0]?.model ?? 'unknown',
		cores: availableParallelism(),
		memoryGib: Math.round(totalmem() / 2 ** 30),
		kernel: release(),
		node: process.version,
		commit: spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout?.trim() ?? '',
		loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
	};
}
