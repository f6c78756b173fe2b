import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { namespaceCommand } from '../e2e/watch.ts';

const PROGRAM = fileURLToPath(new URL('as-process/early-signals.ts', import.meta.url));

for (const [way, before, after, known] of [
	['addon', 'none', 'none', undefined],
	['addon', 'SIGTERM', 'none', 'SIGTERM'],
	['addon', 'SIGINT', 'none', 'SIGINT'],
	['addon', 'none', 'SIGTERM', 'SIGTERM'],
	['addon', 'none', 'SIGINT', 'SIGINT'],
	['addon', 'SIGINT', 'SIGTERM', 'SIGINT'],
	['addon and a listener', 'none', 'none', undefined],
	['addon and a listener', 'none', 'SIGTERM', 'SIGTERM'],
	['no addon', 'none', 'none', undefined],
	['no addon', 'SIGTERM', 'none', 'SIGTERM'],
	['no addon', 'SIGINT', 'none', 'SIGINT'],
] as const) {
	t.test(`as PID 1 with ${way}, it knows that ${before} came before it looked and ${after} after that`, async (t) => {
		// Without NODE_OPTIONS: the test runner's own module takes signals over.
		const node = ['env', '-i', process.execPath, PROGRAM];
		const [file = '', ...argv] = [...namespaceCommand(), ...node, way, before, after];
		const { stdout, stderr } = spawnSync(file, argv, { encoding: 'utf8', timeout: 60_000 });
		t.equal(stdout, `early: ${known}\nheard: SIGTERM\n`, stderr);
	});
}
