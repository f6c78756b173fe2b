import t from 'tap';
import { chooseSystem } from '../../src/platform/choose-system.ts';
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
	const { system, notice } = await chooseSystem({ files, packageRoot: t.testdir({}) });
	system.processes.close();
	t.equal(system.name, 'portable');
	t.match(notice, /^running on the portable adapter: cannot load the addon \(.*\); lost: .*; build the addon with/);
	t.notMatch(notice, /\n/);
	for (const phrase of system.lost) t.ok(notice?.includes(phrase), phrase);
});

t.test('knows the limits that it runs under', async (t) => {
	const limits = ownLimits(files);
	t.ok((limits?.nofile.soft ?? 0) >= 64);
	t.equal(limits?.nofile.soft, limits?.nofile.hard, 'Node raises its own');
	t.ok((limits?.nproc.hard ?? 0) > 0);
});
