import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { chooseSystem } from '../../src/platform/choose-system.ts';
import { loadAddon } from '../../src/platform/linux/load-addon.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { ownLimits } from '../../src/platform/own-limits.ts';

const files = createNodeFiles();

t.test('takes the linux adapter, and has nothing to say', async (t) => {
	const { system, notice } = await chooseSystem({ files });
	system.processes.close();
	t.equal(system.name, 'linux');
	t.equal(notice, undefined);
});

t.test('takes the portable one where there is no addon, and says so in one line', async (t) => {
	const { system, notice } = await chooseSystem({ files, loaded: loadAddon(t.testdir({})) });
	system.processes.close();
	t.equal(system.name, 'portable');
	t.match(notice, /^running on the portable adapter: cannot load the addon \(.*\); lost: .*; build the addon with/);
	t.notMatch(notice, /\n/);
	for (const phrase of system.lost) t.ok(notice?.includes(phrase), phrase);
});

t.test('ends with its exit status although a thread waits for a disk that never answers', async (t) => {
	const program = fileURLToPath(new URL('as-process/thread-that-hangs.ts', import.meta.url));
	const { status, stdout, stderr } = spawnSync(process.execPath, [program, join(t.testdir({}), 'fifo')], {
		encoding: 'utf8',
		timeout: 60_000,
		killSignal: 'SIGKILL',
	});
	t.equal(status, 7, stderr);
	t.equal(stdout, 'told of 7\n');
});

t.test('knows the limits that it runs under', async (t) => {
	const limits = ownLimits(files);
	t.ok((limits?.nofile.soft ?? 0) >= 64);
	t.equal(limits?.nofile.soft, limits?.nofile.hard, 'Node raises its own');
	t.ok((limits?.nproc.hard ?? 0) > 0);
	for (const [name, { hard }] of Object.entries(limits ?? {})) t.equal(Number.isNaN(hard), false, name);
});
