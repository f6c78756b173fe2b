import { join } from 'node:path';
import t from 'tap';
import { createAccounts } from '../../src/platform/accounts.ts';
import { createConfigSource } from '../../src/platform/config-source.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';

t.test('SIGHUP after directory= still finds the configuration of a relative -c', async (t) => {
	const directory = t.testdir({ 'pod.conf': '[supervisord]\n', 'conf.d': { 'a.conf': '' }, elsewhere: {} });
	const before = process.cwd();
	t.teardown(() => process.chdir(before));
	process.chdir(directory);
	const source = createConfigSource(createAccounts(createNodeFiles()));
	process.chdir(join(directory, 'elsewhere'));
	t.match(source.readFile('pod.conf'), { ok: true });
	t.equal(source.exists('pod.conf'), true);
	t.equal(source.isDirectory('conf.d'), true);
	t.same(source.listDirectory('conf.d'), ['a.conf']);
	t.same(source.listDirectory('.').includes('pod.conf'), true);
	t.match(source.readFile('none.conf'), { ok: false, reason: 'there is no such file' });
});
