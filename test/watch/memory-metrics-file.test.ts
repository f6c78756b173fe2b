import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';

const WRITER: string = new URL('./metrics-writer.ts', import.meta.url).pathname;

t.test('a writer that is killed at any moment leaves a whole file', async (t) => {
	const path = join(t.testdir({}), 'metrics.json');
	for (let round = 0; round < 15; round++) {
		const writer = spawn(process.execPath, [WRITER, path], {
			// Without what the test runner preloads.
			env: { ...process.env, NODE_OPTIONS: '' },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const exited = once(writer, 'exit');
		await once(writer.stdout, 'data');
		// Any moment: it writes many times in a millisecond.
		await setTimeout(round * 1.3);
		writer.kill('SIGKILL');
		await exited;
		const metrics = JSON.parse(readFileSync(path, 'utf8'));
		t.equal(metrics.supervisor.pid, writer.pid, `round ${round}`);
		t.ok(metrics.programs.length >= 1);
	}
});
