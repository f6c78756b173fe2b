import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../src/config/load-config.ts';
import { helpText, parseFlags } from '../../src/daemon/parse-flags.ts';
import { describeConfig } from '../config/describe-config.ts';
import { nodeConfigSource } from '../config/node-config-source.ts';
import { NO_REFERENCE, SupervisordOracle } from '../config/supervisord-oracle.ts';

t.test('reads supervisord command lines, however they are written', async (t) => {
	const expected = {
		type: 'run',
		flags: { configuration: '/etc/x.conf', check: false, overrides: { nodaemon: 'true' } },
	};
	for (const line of [
		'-n -c /etc/x.conf',
		'-nc /etc/x.conf',
		'-nc/etc/x.conf',
		'-c /etc/x.conf -n --',
		'--nodaemon --configuration /etc/x.conf',
		'--nodaemon --configuration=/etc/x.conf',
		'--nodae --conf /etc/x.conf',
		'--nod --conf=/etc/x.conf',
	]) {
		t.same(parseFlags(line.split(' '), '1.2.3'), expected, line);
	}
});

t.test('hands every flag over as the option it sets', async (t) => {
	const line =
		'-s -k -t -u root -m 077 -d /tmp -l /tmp/x.log -y 1MB -z 3 -e debug -j /tmp/x.pid -i me -q /tmp -a 100 --minprocs 5 --profile_options calls --check';
	t.same(parseFlags(line.split(' '), '1.2.3'), {
		type: 'run',
		flags: {
			configuration: undefined,
			check: true,
			overrides: {
				silent: 'true',
				nocleanup: 'true',
				strip_ansi: 'true',
				user: 'root',
				umask: '077',
				directory: '/tmp',
				logfile: '/tmp/x.log',
				logfile_maxbytes: '1MB',
				logfile_backups: '3',
				loglevel: 'debug',
				pidfile: '/tmp/x.pid',
				identifier: 'me',
				childlogdir: '/tmp',
				minfds: '100',
				minprocs: '5',
			},
		},
	});
});

t.test('takes the next argument for a value, even where it looks like a flag', async (t) => {
	t.match(parseFlags(['-i', '-n'], '1.2.3'), { flags: { overrides: { identifier: '-n' } } });
	t.match(parseFlags(['--identifier', '--nodae'], '1.2.3'), { flags: { overrides: { identifier: '--nodae' } } });
	t.match(parseFlags(['-i', '--', '-n'], '1.2.3'), { flags: { overrides: { identifier: '--', nodaemon: 'true' } } });
});

t.test('prints help and the version, whatever else is asked', async (t) => {
	for (const flag of ['-h', '--help', '-?', '--he'])
		t.same(parseFlags(['-n', flag], '1.2.3'), { type: 'print', text: helpText() }, flag);
	for (const flag of ['-v', '--version', '--vers'])
		t.same(parseFlags([flag, '-x'], '1.2.3'), { type: 'print', text: '1.2.3\n' }, flag);
});

t.test('refuses a bad command line with what to do', async (t) => {
	const table: readonly (readonly [string, string, string])[] = [
		['--nodeamon', 'there is no flag --nodeamon', 'did you mean --nodaemon?'],
		['-x', 'there is no flag -x', 'see --help'],
		['-nx', 'there is no flag -x', 'see --help'],
		['-c', '-c needs a value', 'write -c FILENAME'],
		['--logfile', '--logfile needs a value', 'write --logfile FILENAME'],
		['--logf=x', '--logf could be --logfile or --logfile_maxbytes or --logfile_backups', 'write it out'],
		['--nodaemon=yes', '--nodaemon takes no value', 'write --nodaemon alone'],
		['-n -n', '-n is given twice', 'remove one of the two'],
		['-c a --configuration b', '--configuration is given twice', 'remove one of the two'],
		['-n start', '"start" is not a flag', 'only flags are allowed: -c FILENAME names a configuration'],
		['--__proto__', 'there is no flag --__proto__', 'see --help'],
	];
	for (const [line, message, hint] of table)
		t.same(parseFlags(line.split(' '), '1.2.3'), { type: 'error', message: `${message}; ${hint}` }, line);
});

t.test('knows exactly the flags that supervisord has, and --check', { skip: NO_REFERENCE }, async (t) => {
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	const [theirs] = await oracle.ask<{ short: string[]; long: string[] }>([{ do: 'options' }]);
	const help = helpText();
	const ours = [...help.matchAll(/^ {2}(?:-(\w),| {3}) --(\w+)( [A-Z]+)?/gm)];
	const short = ours.flatMap(([, letter, , value]) => (letter === undefined ? [] : [letter + (value ? ':' : '')]));
	const long = ours.map(([, , name, value]) => name + (value ? '=' : ''));
	t.same(short.sort(), theirs?.short.filter((letter) => letter !== '?').sort());
	t.same(long.sort(), [...(theirs?.long ?? []), 'check'].sort());
	for (const flag of theirs?.long ?? []) {
		const line = flag.endsWith('=') ? [`--${flag}1`] : [`--${flag}`];
		t.not(parseFlags(line, '1.2.3').type, 'error', flag);
	}
});

t.test(
	'accepts and refuses the command lines that supervisord does, and sets the same',
	{ skip: NO_REFERENCE },
	async (t) => {
		const oracle = new SupervisordOracle();
		t.teardown(() => oracle.close());
		const file = join(
			t.testdir({ 'pod.conf': '[supervisord]\nlogfile=/tmp/file.log\nminfds=7\nidentifier=file\n' }),
			'pod.conf',
		);
		const lines = [
			'',
			'-n -s -k -t',
			'-nskt',
			'-l /tmp/flag.log -j rel.pid -i flag -e DEBUG -m 077 -a 9 --minprocs=11 -y 1MB -z 3 -q /tmp -d /tmp -u root',
			'-l /nowhere/x.log',
			'-l syslog',
			'-e loud',
			'-m 9',
			'-y 5M',
			'-z many',
			'-a 1.5',
			'--minprocs x',
			'-u nosuchuser',
			'-u 0',
			'-d /nowhere',
			'-q /nowhere',
			'-j /nowhere/x.pid',
			'-n -n',
			'-n --nodaemon',
			'-i a -i b',
			'--log=x',
			'--loglev=warn',
			'--nope',
			'-x',
			'-n extra',
			'-n -- extra',
			'-i',
			'-i -n',
			'-i=x',
			'--identifier=',
			'--identifier=a=b',
			'--nodaemon=1',
			'-tnifoo',
			'-s -- -n',
			'--profile_options calls',
		];
		for (const line of lines) {
			const args = ['-c', file, ...line.split(' ').filter((word) => word !== '')];
			const [theirs] = await oracle.ask<{ error?: string; daemon: Record<string, unknown> }>([{ do: 'load', args }]);
			const parsed = parseFlags(args, '1');
			const loaded = parsed.type === 'run' ? loadConfig(file, parsed.flags, nodeConfigSource()) : undefined;
			if (theirs?.error !== undefined) t.not(loaded?.ok, true, `${line}: ${theirs.error}`);
			else t.same(loaded?.ok && describeConfig(loaded.config)['daemon'], theirs?.daemon, line);
		}
	},
);
