import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { compareWithSupervisord } from './compare-with-supervisord.ts';
import { configOf, problemsOf, warningsOf } from './memory-config-source.ts';
import { NO_REFERENCE, SupervisordOracle } from './supervisord-oracle.ts';

const TREE = {
	'main.conf': `[supervisord]
childlogdir=%(here)s
environment=WHERE="%(here)s"
[include]
files = conf.d/*.conf  more/[ab]?.ini
  %(here)s/missing/*.conf conf.d/10-web.conf hidden/* ENVX-%(ENV_X)s.conf dir*/x
  %(host_node_name)s.conf "quoted.conf"
[program:main]
command=%(here)s/main %(ENV_WHERE)s
priority=5
[program:merged]
command=/bin/first
startsecs=4
`,
	'conf.d': {
		'20-api.conf':
			'[program:api]\ncommand=%(here)s/api\nstdout_logfile=%(here)s/api.log\n[program:merged]\ncommand=/bin/second\n',
		'10-web.conf': '[program:web]\ncommand=%(here)s/web\n[include]\nfiles=../never.conf\n[group:g]\nprograms=web,api\n',
		'.hidden.conf': '[program:hidden]\ncommand=x\n',
		'readme.txt': 'not a configuration',
	},
	more: {
		'a1.ini': '[program:a1]\ncommand=%(here)s/a1\n',
		'c1.ini': '[program:c1]\ncommand=x\n',
		'b2.ini': '[DEFAULT]\nstopwaitsecs=77\nx=%(here)s\n',
	},
	hidden: { '.x.conf': '[program:x]\ncommand=x\n' },
	'dir.d': { x: { 'y.conf': '' } },
	'ENVX-1.conf': '[supervisord]\nidentifier=late\n[DEFAULT]\n',
	'quoted.conf': '[program:quoted]\ncommand=x\n',
	'never.conf': '[program:never]\ncommand=x\n',
};

t.test('includes what supervisord includes, in its order', { skip: NO_REFERENCE }, async (t) => {
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	const directory = t.testdir(TREE);
	const compared = await compareWithSupervisord(oracle, join(directory, 'main.conf'), { X: '1' });
	t.equal(compared.refusal, undefined);
	t.same(compared.problems, []);
	t.same(compared.differences, []);
	t.equal(compared.processes, 5);
	const missing = compared.theirWarnings.filter((warning) => warning.startsWith('No file matches'));
	t.equal(compared.ourWarnings.filter((warning) => warning.includes('no file matches')).length, missing.length);
});

t.test('finds the files that a pattern of supervisord finds', { skip: NO_REFERENCE }, async (t) => {
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	const names = [
		'a',
		'b',
		'A',
		'ab',
		'a-b',
		'.dot',
		'a]',
		'[a]',
		'!a',
		'-',
		'^',
		'ü',
		'🙂',
		'a\\b',
		'é1',
		'a.conf',
		'b.conf',
	];
	const directory = t.testdir({ one: {}, two: {}, 'main.conf': '' });
	for (const name of names) {
		const program = `p${names.indexOf(name)}`;
		for (const folder of ['one', 'two']) {
			writeFileSync(join(directory, folder, name), `[program:${program}${folder}]\ncommand=/bin/cat\n`);
		}
	}
	const patterns = [
		'one/*',
		'*/a',
		'*/*.conf',
		'one/?',
		'one/[ab]',
		'one/[!ab]',
		'one/[]]*',
		'one/a[]]',
		'one/[[]a]',
		'one/[a',
		'one/[a-b]*',
		'one/[b-a]',
		'one/[!a-]',
		'one/[-a]',
		'one/[a-]',
		'one/.*',
		'one/a\\b',
		'one/[\\\\]',
		'**/a',
		'*',
		'./one//a',
		'one/../two/b',
		'one/a/',
		'o*e/??',
		'one/[^a]',
		'one/**b',
		'*/[a-b-c]*',
		'one/[!]',
		'one/[]',
		'two',
	];
	for (const pattern of patterns) {
		const file = join(directory, 'main.conf');
		writeFileSync(file, `[supervisord]\n[include]\nfiles=${pattern}\n`);
		const compared = await compareWithSupervisord(oracle, file, {});
		t.equal(compared.refusal, undefined, pattern);
		t.same([...compared.problems, ...compared.differences], [], `${pattern}: ${compared.processes} files`);
	}
});

t.test('passes over an included file that cannot be read, and says so', async (t) => {
	const text = '[supervisord]\n[include]\nfiles=conf.d/a.conf conf.d\n';
	const files = { '/etc/conf.d/a.conf': '[program:a]\ncommand=x\n' };
	t.same(warningsOf(text, { files }), [
		'pod.conf:3: include: files: "conf.d" cannot be read: there is no such file; it is passed over',
	]);
	t.same(configOf(text, { files }).files, ['/etc/pod.conf', '/etc/conf.d/a.conf']);
});

t.test('tells the file and line of what is wrong in an included file', async (t) => {
	const text = '[supervisord]\n[include]\nfiles=*.ini\n';
	const files = {
		'/etc/a.ini': '[program:a]\ncommand=x\npriority=high\n',
		'/etc/b.ini': 'priority=1\n',
		'/etc/c.ini': new Uint8Array([0x5b, 0x61, 0x5d, 0x0a, 0xff, 0x0a]),
	};
	t.same(problemsOf(text, { files }), [
		'b.ini:1: "priority=1" stands before any section; begin with a line like [supervisord]',
		'c.ini:2: is not UTF-8 here; save the file as UTF-8',
		'a.ini:3: program:a: priority: "high" is not a whole number; write digits only',
	]);
});
