import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cleanAutoLogs } from '../../src/logs/clean-auto-logs.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';

const NAMES = [
	'web-stdout---supervisor-abcd1234.log',
	'web-stderr---supervisor-a_cd1234.log.1',
	'web-stderr---supervisor-abcd1234.log.12345',
	'web-stdout---supervisor-abcd1234.log.1.gz',
	'web-stdout---supervisor-abcd1234.logs',
	'web-stdout---supervisor-a b.log',
	'web-stdout---supervisor-.log',
	'web-stdout---supervisorX-abcd1234.log',
	'web-stdout---other-abcd1234.log',
	'---supervisor-abcd1234.log',
	'x---supervisor-abcd1234.log',
	'web-stdout--supervisor-abcd1234.log',
	'supervisord.log',
	'web-stdout---supervisor-a.b-é.log',
	'web---a---supervisor-x.log',
];

t.test('removes what supervisord removes, and nothing else', async (t) => {
	const contents = Object.fromEntries(NAMES.map((name) => [name, '']));
	const directory = t.testdir({ ours: contents, theirs: { ...contents } });
	const python = `
import sys
from supervisor.options import ServerOptions
options = ServerOptions()
options.childlogdir, options.identifier = sys.argv[1], 'supervisor'
options.clear_autochildlogdir()`;
	execFileSync('/usr/bin/python3', ['-c', python, join(directory, 'theirs')]);
	const config = { childlogdir: join(directory, 'ours'), identifier: 'supervisor', nocleanup: false };
	const cleaned = cleanAutoLogs(config, createNodeFiles());
	t.same(readdirSync(join(directory, 'ours')), readdirSync(join(directory, 'theirs')));
	t.ok(cleaned.removed.includes(join(directory, 'ours', 'web-stdout---supervisor-abcd1234.log')));
	t.same(cleaned.failed, []);
});

t.test('with nocleanup all stay', async (t) => {
	const directory = t.testdir({ 'web-stdout---supervisor-abcd1234.log': '' });
	const config = { childlogdir: directory, identifier: 'supervisor', nocleanup: true };
	t.same(cleanAutoLogs(config, createNodeFiles()), { removed: [], failed: [] });
	t.equal(readdirSync(directory).length, 1);
});

t.test('an identifier is taken literally', async (t) => {
	const directory = t.testdir({ 'web-stdout---a+b-abcd1234.log': '', 'web-stdout---aab-abcd1234.log': '' });
	cleanAutoLogs({ childlogdir: directory, identifier: 'a+b', nocleanup: false }, createNodeFiles());
	t.same(readdirSync(directory), ['web-stdout---aab-abcd1234.log']);
});

t.test('what cannot be removed is named', async (t) => {
	const directory = t.testdir({ 'web-stdout---pod-abcd1234.log': { folder: {} } });
	const config = { childlogdir: directory, identifier: 'pod', nocleanup: false };
	t.same(cleanAutoLogs(config, createNodeFiles()).failed, [join(directory, 'web-stdout---pod-abcd1234.log')]);
	const missing = { ...config, childlogdir: join(directory, 'none') };
	t.same(cleanAutoLogs(missing, createNodeFiles()).failed, [join(directory, 'none')]);
});
