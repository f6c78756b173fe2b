import { spawnSync } from 'node:child_process';
import t, { type Test } from 'tap';
import type { CommandOutcome } from '../../src/platform/commands.ts';
import { createCommands } from '../../src/platform/create-commands.ts';

const commands = createCommands();

const run = (script: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<CommandOutcome> =>
	commands.run({
		...{ argv: ['/bin/sh', '-c', script], environment: {}, directory: undefined, identity: undefined },
		...{ stdin: undefined, maxOutputBytes: 1000, timeoutMs: 60_000, ...more },
	});

/** Nobody dies by a signal of ours from now on; gives the groups that would have. */
function immortals(t: Test): number[] {
	const groups: number[] = [];
	const { kill } = process;
	const pretend = (pid: number): true => {
		groups.push(-pid);
		return true;
	};
	t.intercept(process, 'kill', { value: pretend });
	t.teardown(() => {
		for (const group of groups) {
			try {
				kill.call(process, -group, 'SIGKILL');
			} catch {
				// ESRCH: it has ended by now.
			}
		}
	});
	return groups;
}

t.test('a probe whose command hangs on a dead disk, and cannot be killed, has failed all the same', async (t) => {
	immortals(t as Test);
	// By itself it ends much later than anybody waits for it.
	const outcome = await run('echo begun; exec sleep 300', { timeoutMs: 100 });
	t.equal(outcome.type, 'timed-out');
});

t.test('such commands do not become ever more', async (t) => {
	const groups = immortals(t as Test);
	const outcomes = await Promise.all(Array.from({ length: 16 }, () => run('exec sleep 300', { timeoutMs: 100 })));
	t.ok(outcomes.every(({ type }) => type === 'timed-out'));
	t.strictSame(await run('true'), { type: 'failed', error: 'EAGAIN' });
	for (const group of new Set(groups)) spawnSync('kill', ['-KILL', '--', `-${group}`]);
	let outcome = await run('exit 3');
	while (outcome.type === 'failed') {
		await new Promise(setImmediate);
		outcome = await run('exit 3');
	}
	t.match(outcome, { type: 'ended', status: { code: 3 } }, 'and once they are gone, others are run again');
});
