/** Where the two behave otherwise on purpose: what each does, so that the difference stays the one that is documented. */
import t from 'tap';
import { NEEDS_ROOT, NO_REFERENCE, startPair } from './pair.ts';
import { oneGroup, plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';
import { sameDaemonLines, sameLog } from './same-log.ts';

// Most of the time they wait.
t.jobs = 5;

const STEADY = 'command=sleep 1000\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE';

/** Node's own pipes are sockets, which nobody can open as /dev/stdout. */
const REAL_PIPE: readonly string[] = ['bash', '-c', 'exec "$@" > >(exec cat)', 'bash'];

/** How many processes of the namespace run this command. */
function countOf(rival: Rival, command: string): number {
	const all = rival.inside('ps', '-eo', 'args=').split('\n');
	return all.filter((line) => line.trim() === command).length;
}

t.test(
	'what a program leaves behind runs on under supervisord, and is ended by Podvisor',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(
				oneGroup({
					daemonises:
						'command=sh -c "setsid sleep 7001 & : >up; until [ -e go ]; do sleep 0.05; done"\nautorestart=false',
					crashes:
						'command=sh -c "sleep 7002 & : >up2; until [ -e go ]; do sleep 0.05; done; exit 3"\nautorestart=false',
				}).replaceAll('autorestart', 'startsecs=0\ndirectory=%(here)s\nautorestart'),
			),
		});
		await pair.both(async (rival) => {
			await rival.line(/^success:/, 2);
			await rival.until(() => rival.has('up') && rival.has('up2'), 'both');
			// In the background: they may take their time to become what they are.
			await rival.until(() => countOf(rival, 'sleep 7001') + countOf(rival, 'sleep 7002') === 2, 'what they leave');
			rival.write('go', '');
			await rival.line(/^exited:/, 2);
		});
		t.strictSame(await pair.both((rival) => [countOf(rival, 'sleep 7001'), countOf(rival, 'sleep 7002')]), {
			supervisord: [1, 1],
			podvisord: [0, 0],
		});
		sameLog(t, pair);
	},
);

t.test(
	'a log that cannot be opened: supervisord gives the program up, Podvisor runs it and says what is lost',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(
				oneGroup({ p: 'command=sh -c "echo x; exec sleep 1000"\nstartretries=0\nstdout_logfile=%(here)s/folder' }),
			),
			folders: ['folder'],
		});
		await pair.supervisord.line(/^gave up: p/);
		await pair.supervisord.line(/^spawnerr: unknown error making dispatchers for 'p': EISDIR/);
		await pair.podvisord.line(/^success: p/);
		t.match(await pair.podvisord.line(/^cannot write '.*\/folder' \(EISDIR\)/), { level: 'WARN' });
	},
);

t.test(
	'/dev/stdout with the default maxbytes: supervisord closes the channel, Podvisor writes on',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const talk =
			'command=sh -c "echo first; sleep 0.2; echo second; exec sleep 1000"\nstdout_logfile=/dev/stdout\nredirect_stderr=true';
		const pair = startPair(t, { conf: plainConf(oneGroup({ p: talk })), wrapper: REAL_PIPE });
		await pair.supervisord.line(/^uncaptured python exception, closing channel/);
		await pair.podvisord.until(() => /^second$/m.test(pair.podvisord.stdout), 'its second line');
		t.notMatch(pair.podvisord.stdout, /CRIT (?!Supervisor is running as root)/);
	},
);

t.test(
	'logfile=/dev/stdout in the foreground: supervisord says everything twice, Podvisor once',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(oneGroup({ p: STEADY }), 'user=root\nlogfile=/dev/stdout'),
			wrapper: REAL_PIPE,
		});
		await pair.both((rival) => rival.line(/^success: p/, rival.name === 'supervisord' ? 2 : 1));
		t.strictSame(await pair.both(({ log }) => log.filter(({ message }) => message.startsWith('spawned')).length), {
			supervisord: 2,
			podvisord: 1,
		});
	},
);

t.test(
	'a user that the daemon cannot become: supervisord does not start, Podvisor says so and goes on',
	{
		buffered: true,
		skip: NEEDS_ROOT,
	},
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(oneGroup({ p: STEADY }), 'user=www-data'),
			wrapper: ['setpriv', '--reuid=games', '--regid=games', '--clear-groups'],
		});
		t.strictSame(await pair.supervisord.exited, { code: 2, signal: null });
		await pair.podvisord.line(/^success: p/);
		t.match(pair.podvisord.stdout, /WARN not root: podvisord itself cannot become user 'www-data'; running as uid/);
	},
);

t.test('included files are named in the log, by both', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = startPair(t, {
		conf: plainConf('[include]\nfiles=%(here)s/more-*.conf\n', 'user=root'),
		files: { 'more-b.conf': `[program:b]\n${STEADY}\n`, 'more-a.conf': `[program:a]\n${STEADY}\n` },
	});
	await pair.both((rival) => rival.line(/^success:/, 2));
	await pair.stop();
	sameLog(t, pair);
	sameDaemonLines(t, pair);
	t.match(pair.podvisord.stdout, /INFO Included extra file ".*more-a\.conf" during parsing/);
});
