/** The real supervisorctl of supervisor 4.2.5 against both daemons: every command, in right and in wrong ways. */
import t from 'tap';
import { NO_REFERENCE, startPair } from '../pair.ts';
import type { Rival } from '../rival.ts';
import { RPC_POD } from '../rpc/rpc-conf.ts';
import { compareCommands, type OtherOutput, type ScriptStep } from './compare-commands.ts';
import { runSupervisorctl } from './run-supervisorctl.ts';

// Each command is a Python of its own: what they cost is to start.
t.jobs = 4;
t.setTimeout(600_000);

const CLIENT = `
[supervisorctl]
serverurl=unix://%(here)s/rpc.sock
`;

/** Waits until the programs of RPC_POD that start by themselves are up and have said what they say. */
function isUp(rival: Rival): Promise<unknown> {
	const names = ['cat', 'auto', 'stubborn', 'deaf', 'talks', 'merged', 'w1', 'many_00', 'many_01', 'ear', 'fast'];
	return rival.until(() => {
		const log = rival.has('daemon.log') ? rival.read('daemon.log') : '';
		const areRunning = names.every((name) => log.includes(`success: ${name} entered RUNNING`));
		return (
			areRunning &&
			rival.holds('talks.err', 'oh') &&
			rival.holds('talks.out', 'three') &&
			rival.holds('stubborn.out', 'ready')
		);
	}, 'its programs');
}

function compare(name: string, script: readonly ScriptStep[], others: readonly OtherOutput[] = []): void {
	void t.test(name, { buffered: true, skip: NO_REFERENCE, timeout: 500_000 }, async (t) => {
		const pair = startPair(t, { ...RPC_POD, conf: RPC_POD.conf + CLIENT });
		await pair.both(isUp);
		await compareCommands(t, pair, script, others);
	});
}

compare('commands that tell', [
	'status',
	'status all',
	'status cat',
	'status off',
	'status cat off nope',
	'status nope',
	'status workers:*',
	'status workers:',
	'status workers:w1',
	'status workers:nope',
	'status nope:*',
	'status workers',
	'version',
	'version x',
	'pid',
	'pid all',
	'pid cat',
	'pid off',
	'pid nope',
	'pid cat off nope',
	'pid workers:w1',
	'avail',
	'avail x',
	'help',
	'help status',
	'help start',
	'help nope',
	'nope',
	'open',
	'open nope',
	{ args: [], typed: ['open unix:///proc/self/cwd/rpc.sock', 'version', 'open', 'version'] },
	'status many:* many:many_01 ear fast',
	{ args: [], typed: ['status cat', 'version', '', 'nope', 'help avail', 'quit'] },
	{ args: ['-i', 'status', 'cat'], typed: ['exit'] },
	{ args: [], typed: ['start'] },
]);

compare('start, stop, restart and signal', [
	'start',
	'start cat',
	'start nope',
	'start workers:nope nope:*',
	'start off',
	'status off',
	'start off',
	'start missing',
	'start nowhere plain folder',
	'start quick',
	'start workers:*',
	'status workers:*',
	'start workers:*',
	'stop',
	'stop nope',
	'stop missing',
	'stop off',
	'stop off',
	'status off',
	'stop workers:w1',
	'stop workers:*',
	'stop nope:*',
	'stop stubborn',
	'status stubborn',
	'restart',
	'restart off',
	'restart cat workers:*',
	'restart nope',
	'restart missing',
	'signal',
	'signal HUP',
	'signal CONT cat',
	'signal nonsense cat',
	'signal CONT nope',
	'signal CONT stubborn',
	'signal CONT workers:*',
	'signal CONT nope:*',
	'signal CONT cat off',
	'signal 18 cat',
]);

/** Who stops first is chance. */
function sortLines(output: string): string {
	return output.split('\n').sort().join('\n');
}

compare('all at once', [
	{ args: ['signal', 'CONT', 'all'] },
	{ args: ['stop', 'all'], mask: sortLines },
	'status',
	'stop all',
	'signal CONT all',
	'start workers:*',
	{ args: ['restart', 'workers:*'], mask: sortLines },
]);

compare('logs', [
	'tail',
	'tail talks',
	'tail -6 talks',
	'tail talks stderr',
	'tail -2 talks stderr',
	'tail talks stdout',
	'tail talks nonsense',
	'tail -x talks',
	'tail a b c d',
	'tail -5',
	'tail nope',
	'tail off',
	'tail merged',
	'tail merged stderr',
	'tail workers:*',
	{ args: ['tail', '-f', 'talks'], interruptAfter: 'three\n' },
	{ args: ['tail', '-f', 'talks', 'stderr'], interruptAfter: 'oh\n' },
	{ args: ['tail', '-f', 'nope'] },
	{ args: ['tail', '-f', 'off'] },
	'clear',
	'clear nope',
	'clear talks nope',
	'tail talks',
	'clear off',
	'clear workers:*',
	'clear all',
	'tail merged',
	'maintail x',
	'maintail -x',
	'maintail 1 2',
	(rival) => rival.write('daemon.log', 'one\ntwo\nthree\n'),
	'maintail -10',
	'maintail',
	{ args: ['maintail', '-f'], interruptAfter: 'three\n' },
	{ args: ['fg'] },
	{ args: ['fg', 'nope'] },
	{ args: ['fg', 'off'] },
	{ args: ['fg', 'cat', 'off'] },
	{ args: ['fg', 'cat'], typed: ['hello'], interruptAfter: 'hello\n', killAfter: 'Exiting foreground\n' },
]);

function edit(change: (conf: string) => string): (rival: Rival) => void {
	return (rival) => rival.write('pod.conf', change(rival.read('pod.conf')));
}

const NEW_PROGRAM = '\n[program:new]\ncommand=sleep 1000\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE\n';

compare('runtime configuration', [
	'reread x',
	'reread',
	'update',
	'add',
	'add nope',
	'add cat',
	'remove',
	'remove nope',
	'remove cat',
	'remove off',
	'remove off',
	'status off',
	'reread',
	'avail',
	'add off',
	'status off',
	edit((conf) => conf + NEW_PROGRAM),
	'reread',
	'avail',
	'status new',
	'add new',
	'status new',
	edit((conf) => conf.replace('command=sleep 1001', 'command=sleep 1002')),
	'reread',
	'update off',
	'update nope',
	'update workers',
	'status workers:*',
	'reread',
	edit((conf) =>
		conf
			.replace(NEW_PROGRAM, '')
			.replace('[program:deaf]', ';moved\n\n[program:deaf]')
			.replace('startretries=1000', 'startretries=999'),
	),
	'reread',
	'update',
	'reread',
	'status new',
	'status retries',
	edit((conf) =>
		conf
			.replace('numprocs=2', 'numprocs=3')
			.replace('=REMOTE_COMMUNICATION', '=TICK_60')
			.replace('fast.sock', 'quick.sock'),
	),
	'reread',
	'update',
	'status many:* ear fast',
	edit((conf) => conf.replace('programs=w1,w2', 'programs=w2')),
	'update',
	'status workers:* w1',
	edit((conf) => conf.replace('priority=5', 'priority=6')),
	'update',
	'status',
]);

const THEIR_PROBLEM = "not a valid boolean value: 'perhaps' in section 'program:cat' (file: 'HERE/pod.conf')";
const OUR_PROBLEMS =
	'HERE/pod.conf:12: program:cat: autostart: "perhaps" is neither true nor false; ' +
	'write true or false (yes, on, 1, no, off and 0 are understood as well)';
const BECAUSE = 'every problem is told with its place, and what to do';

/** How supervisorctl shows a fault that it has no words for: with the repr() of its text. */
function faultShown(text: string, quote: string): string {
	return `error: <class 'xmlrpc.client.Fault'>, <Fault 92: ${quote}CANT_REREAD: ${text}${quote}>: file: FILE line: LINE\n`;
}

void t.test('a configuration that cannot be used', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = startPair(t, { ...RPC_POD, conf: RPC_POD.conf + CLIENT });
	await pair.both(isUp);
	await compareCommands(
		t,
		pair,
		[
			edit((conf) => conf.replace('[program:cat]\n', '[program:cat]\nautostart=perhaps\n')),
			'reread',
			'update',
			'status cat',
			'reload',
		],
		[
			{
				command: 'reread',
				supervisord: { output: `ERROR: CANT_REREAD: ${THEIR_PROBLEM}\n`, exitCode: 1 },
				podvisord: { output: `ERROR: CANT_REREAD: ${OUR_PROBLEMS}\n`, exitCode: 1 },
				because: BECAUSE,
			},
			{
				command: 'update',
				supervisord: { output: faultShown(THEIR_PROBLEM, '"'), exitCode: 1 },
				podvisord: { output: faultShown(OUR_PROBLEMS, "'"), exitCode: 1 },
				because: BECAUSE,
			},
			{
				command: 'reload',
				supervisord: { output: 'Restarted supervisord\n', exitCode: 0 },
				podvisord: { output: faultShown(OUR_PROBLEMS, "'"), exitCode: 1 },
				because: 'supervisord dies of it, with all its programs; ours goes on with the old one and says why',
			},
		],
	);
	t.not((await pair.supervisord.exited).code, 0, 'supervisord is gone');
	t.match(await runSupervisorctl(pair.podvisord, { args: ['status', 'cat'] }), { output: /RUNNING/, exitCode: 0 });
});

compare('the end', [
	'shutdown x',
	{ args: [], typed: ['shutdown', 'n', 'quit'] },
	'shutdown',
	(rival) => rival.exited,
	'status',
	'shutdown',
	'version',
]);

compare('a reload', [
	'reload x',
	'reload',
	(rival) =>
		rival.until(() => rival.read('daemon.log').split('success: merged entered RUNNING').length > 2, 'its second life'),
	'status cat',
	'version',
]);

const SECRET = RPC_POD.conf.replace('[unix_http_server]', '[unix_http_server]\nusername=boss\npassword=pass:word');

void t.test('passwords', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = startPair(t, { ...RPC_POD, conf: SECRET + CLIENT });
	await pair.both(isUp);
	const as = (user: string, password: string): readonly string[] => ['-u', user, '-p', password];
	await compareCommands(t, pair, [
		// It asks for both.
		{ args: ['status', 'cat'], typed: ['boss', 'pass:word'] },
		{ args: [...as('boss', 'pass:word'), 'status', 'cat'] },
		{ args: [...as('boss', 'wrong'), 'status', 'cat'] },
		{ args: [...as('boss', 'wrong'), 'version'] },
		{ args: [...as('boss', 'wrong'), 'start', 'off'] },
		{ args: [...as('nobody', 'pass:word'), 'stop', 'cat'] },
		{ args: [...as('', ''), 'shutdown'] },
		{ args: [...as('boss', 'wrong'), 'tail', '-f', 'talks'] },
		{ args: [...as('boss', 'pass:word'), 'tail', '-f', 'talks'], interruptAfter: 'three\n' },
		{ args: [...as('boss', 'pass:word'), 'start', 'cat'] },
		{ args: ['-s', 'unix:///no/such.sock', 'status'] },
		{ args: ['-s', 'http://localhost:1', 'status'] },
		{ args: ['-s', 'nonsense', 'status'] },
	]);
});

await t;
