import t from 'tap';
import type { ProcessConfig } from '../../src/config/config.ts';
import { adviceOn, configOf, problemsOf } from './memory-config-source.ts';

/** The options begin in line 4. */
const program = (options: string): string => `[supervisord]\n[program:web]\ncommand=/bin/web\n${options}\n`;

function processOf(options: string): ProcessConfig {
	const [process] = configOf(program(options)).groups.flatMap(({ processes }) => processes);
	if (process === undefined) throw new Error('there is no process');
	return process;
}

/** What is wrong with one option in line 4, without where it is. */
function refusal(option: string): string {
	const problems = problemsOf(program(option));
	const [key = ''] = option.split('=');
	return problems.map((problem) => problem.replace(`pod.conf:4: program:web: ${key}: `, '')).join('\n');
}

t.test('reads every kind of probe', async (t) => {
	const probes: readonly (readonly [string, ProcessConfig['readiness']])[] = [
		['http://127.0.0.1:3000/health?a=b@c', { type: 'http', url: 'http://127.0.0.1:3000/health?a=b@c' }],
		['https://[::1]/', { type: 'http', url: 'https://[::1]/' }],
		['HTTP://localhost', { type: 'http', url: 'HTTP://localhost' }],
		['tcp://127.0.0.1:5432', { type: 'tcp', host: '127.0.0.1', port: 5432 }],
		['tcp://[::1]:5432/', { type: 'tcp', host: '::1', port: 5432 }],
		['tcp://db.internal:1', { type: 'tcp', host: 'db.internal', port: 1 }],
		[
			'exec:redis-cli -p "63 79" ping',
			{ type: 'exec', command: 'redis-cli -p "63 79" ping', argv: ['redis-cli', '-p', '63 79', 'ping'] },
		],
		['exec: /bin/true', { type: 'exec', command: '/bin/true', argv: ['/bin/true'] }],
		['listen:80', { type: 'listen', port: 80 }],
		['Listen: 65535', { type: 'listen', port: 65_535 }],
		[
			'log:^ready to (accept|take) connections\\.$',
			{ type: 'log', pattern: '^ready to (accept|take) connections\\.$' },
		],
		['log:a: b', { type: 'log', pattern: 'a: b' }],
		['notify', { type: 'notify' }],
		['Notify', { type: 'notify' }],
		['fd:3', { type: 'fd', fd: 3 }],
	];
	for (const [text, probe] of probes) {
		t.same(processOf(`readiness=${text}`).readiness, probe, text);
		t.same(processOf(`startup=${text}`).startup, probe, text);
		if (probe?.type === 'log' || probe?.type === 'fd') continue;
		t.same(processOf(`liveness=${text}`).liveness, probe, text);
		const { readiness, liveness, startup } = processOf(`health=${text}`);
		t.same({ readiness, liveness, startup }, { readiness: probe, liveness: probe, startup: undefined }, text);
	}
});

t.test('a program without probes and bounds is asked nothing', async (t) => {
	const { startup, readiness, liveness, health, memory } = processOf('');
	t.same([startup, readiness, liveness], [undefined, undefined, undefined]);
	t.same(health, { intervalMs: 10_000, timeoutMs: 2000, retries: 3, startPeriodMs: 0 });
	t.same(memory, { warningBytes: undefined, limitBytes: undefined, action: 'restart' });
});

t.test('reads when probes are asked, and how much memory a program may take', async (t) => {
	const { health, memory } = processOf(
		'health_interval=500ms\nhealth_timeout=1m\nhealth_retries=1\nhealth_start_period=1m30s\nmemory_warning=150MB\nmemory_limit=200mb\nmemory_action=ALERT',
	);
	t.same(health, { intervalMs: 500, timeoutMs: 60_000, retries: 1, startPeriodMs: 90_000 });
	t.same(memory, { warningBytes: 150 * 1024 ** 2, limitBytes: 200 * 1024 ** 2, action: 'alert' });
	t.same(processOf('memory_warning=5\nmemory_limit=5').memory.limitBytes, 5);
});

t.test('each process has its own probes', async (t) => {
	const config = configOf(
		program(
			'numprocs=2\nprocess_name=%(process_num)d\nenvironment=PORT="300%(process_num)d"\nhealth=http://127.0.0.1:%(ENV_PORT)s/a%%20b',
		),
	);
	t.same(
		config.groups.flatMap(({ processes }) => processes.map(({ liveness }) => liveness)),
		[
			{ type: 'http', url: 'http://127.0.0.1:3000/a%20b' },
			{ type: 'http', url: 'http://127.0.0.1:3001/a%20b' },
		],
	);
});

t.test('refuses what is no probe, and says what to write', async (t) => {
	const known = 'write http://…, https://…, tcp://HOST:PORT, exec:COMMAND, listen:PORT, log:REGEX, notify or fd:N';
	const example = 'write it as in http://127.0.0.1:3000/health';
	const refusals: readonly (readonly [string, string])[] = [
		['', `is no probe that is known; ${known}`],
		['/health', `is no probe that is known; ${known}`],
		['notify:', `is no probe that is known; ${known}`],
		['localhost:3000', 'is no probe that is known; write tcp:// before it: "tcp://localhost:3000"'],
		['localhost:3000/up', 'is no probe that is known; write http:// before it: "http://localhost:3000/up"'],
		['curl -f http://x/', 'is no probe that is known; write exec:curl …; a command is run without a shell'],
		[
			'CMD curl -f http://x/',
			'is no probe that is known; write exec: in place of CMD; a command is run without a shell',
		],
		['http:', `is no address that can be asked; ${example}`],
		['http:localhost', `is no address that can be asked; ${example}`],
		['http:///health', `is no address that can be asked; ${example}`],
		['http://localhost:99999/', `is no address that can be asked; ${example}`],
		['http://a b/', `is no address that can be asked; ${example}`],
		['http://localhost:0/', `has no port number from 1 to 65535; ${example}`],
		['http://localhost/#x', 'has a "#", and what follows it is never sent; remove it'],
		['tcp:localhost:1', 'has no host and port; write tcp://HOST:PORT, as in tcp://127.0.0.1:5432 or tcp://[::1]:5432'],
		['tcp://::1:1', 'has no host and port; write tcp://HOST:PORT, as in tcp://127.0.0.1:5432 or tcp://[::1]:5432'],
		['tcp://h:0', 'has no host and port; write tcp://HOST:PORT, as in tcp://127.0.0.1:5432 or tcp://[::1]:5432'],
		['tcp://h:1/x', 'has no host and port; write tcp://HOST:PORT, as in tcp://127.0.0.1:5432 or tcp://[::1]:5432'],
		['exec:', 'has no command; write exec:COMMAND, as in exec:pg_isready -q'],
		['exec:""', 'has no command; write exec:COMMAND, as in exec:pg_isready -q'],
		['exec:a "b', 'has a command that cannot be split (no closing quotation); close the quotation mark'],
		['exec:a \\', 'has a command that cannot be split (no escaped character); remove the backslash at the end'],
		['log:', 'has no regular expression; write log:REGEX, as in log:ready to accept connections'],
		[
			'log:ready (',
			'is no regular expression (unterminated group); write log:REGEX, as in log:ready to accept connections; a backslash makes ( plain: \\(',
		],
	];
	for (const [text, said] of refusals) t.equal(refusal(`readiness=${text}`), `"${text}" ${said}`, text);
	t.match(
		refusal(`startup=log:${'x'.repeat(1001)}`),
		/has more than 1000 characters; match a shorter part of the line$/,
	);
	t.same(processOf(`startup=log:${'x'.repeat(1000)}`).startup, { type: 'log', pattern: 'x'.repeat(1000) });
});

t.test('refuses an address with a password, and does not show it', async (t) => {
	const said =
		'"http://…@h/" has a user name or a password in it; probe an address that asks for none, or write exec:COMMAND with a command that knows it';
	t.equal(refusal('health=http://ann:hunter2@h/'), said);
	t.equal(refusal('readiness=http://hunter2@h/'), said);
	for (const secret of [
		'http://ann:hunter2/x@h/',
		'http://ann:hunter2@@h/',
		'https://a:hunter2%@h/',
		'tcp://a:hunter2@h:1',
	]) {
		const told = refusal(`readiness=${secret}`);
		t.not(told, '', secret);
		t.notMatch(told, /hunter2/, secret);
	}
});

t.test('refuses liveness by what is said once', async (t) => {
	for (const probe of ['log:ready', 'fd:3']) {
		t.equal(
			refusal(`liveness=${probe}`),
			`"${probe}" says something once, and cannot be asked again; write readiness= or startup= for it`,
		);
		t.equal(
			refusal(`health=${probe}`),
			`"${probe}" says something once, and cannot be asked again; write readiness= for it`,
		);
	}
});

t.test('refuses health beside readiness and liveness, which it stands for', async (t) => {
	const health = 'health=listen:1\n';
	const says = (names: string): string[] => [
		`pod.conf:4: program:web: health: is readiness and liveness in one, and there is ${names} as well; write either health=, or readiness= and liveness=`,
	];
	t.same(problemsOf(program(`${health}readiness=listen:1`)), says('readiness'));
	t.same(problemsOf(program(`${health}liveness=listen:1`)), says('liveness'));
	t.same(problemsOf(program(`${health}liveness=listen:1\nreadiness=notify`)), says('readiness and liveness'));
	t.same(problemsOf(program(`${health}startup=notify`)), []);
});

t.test('refuses times, counts and sizes that make no sense', async (t) => {
	t.equal(refusal('health_interval=0'), '"0" is not between 100ms and 24h; write a duration from 100ms to 24h');
	t.equal(refusal('health_timeout=0'), '"0" is not between 1ms and 1h; write a duration from 1ms to 1h');
	t.equal(refusal('health_retries=0'), '"0" is not between 1 and 1000; write a whole number from 1 to 1000');
	t.match(refusal('health_start_period=25h'), /^"25h" is not between 0s and 24h/);
	t.equal(refusal('memory_limit=0'), '"0" is less than 1; write 1 or more, with KB, MB or GB if you like: 50MB');
	t.match(refusal('memory_warning=-5MB'), /^"-5MB" is less than 1/);
	t.equal(refusal('memory_action=kill'), '"kill" is unknown here; write restart or alert');
	t.same(problemsOf(program('memory_warning=3KB\nmemory_limit=2KB')), [
		'pod.conf:4: program:web: memory_warning: is above memory_limit (3072 bytes, and 2048); write the smaller of the two here',
	]);
});

t.test('--check finds probes that restart a program for the faults of others', async (t) => {
	const about = (options: string): string[] => adviceOn(program(options)).filter((line) => !/own \(/.test(line));
	const said = (host: string): string =>
		`asks "${host}": when that is away, this program is restarted for it; ask the program itself, at 127.0.0.1, and others in readiness at most`;
	t.same(about('health=http://api.internal/up'), [`pod.conf:4: program:web: health: ${said('api.internal')}`]);
	t.same(about('liveness=tcp://10.0.0.1:5'), [`pod.conf:4: program:web: liveness: ${said('10.0.0.1')}`]);
	t.same(about('startup=https://api.internal/'), [`pod.conf:4: program:web: startup: ${said('api.internal')}`]);
	t.same(about('readiness=http://api.internal/up'), []);
	for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '127.1.2.3'])
		t.same(about(`health=http://${host}/`), []);
});

t.test('--check finds settings of health and memory that have no effect', async (t) => {
	const about = (options: string): string[] => adviceOn(program(options)).filter((line) => !/own \(/.test(line));
	t.same(about('health_retries=5'), [
		'pod.conf:4: program:web: health_retries: has no effect without a probe; write health=http://127.0.0.1:PORT/, or remove it',
	]);
	t.same(about('memory_action=alert'), [
		'pod.conf:4: program:web: memory_action: has no effect without memory_limit; write memory_limit=200MB, or remove it',
	]);
	t.same(about('health=listen:1\nhealth_interval=1s'), [
		'pod.conf:5: program:web: health_interval: health_timeout (2s) is longer than health_interval (1s); a program that hangs is then found out later than the interval promises; lower the one, or raise the other',
	]);
	t.same(about('health=listen:1\nhealth_interval=2s\nhealth_timeout=2s'), []);
});
