import t from 'tap';
import { NO_REFERENCE } from '../compat/pair.ts';
import { Scene, type SceneOptions } from './scene.ts';

/** One command line each, in order: later ones see what earlier ones did. */
const SCRIPT: readonly string[] = [
	'status',
	'status all',
	'status web',
	'status w:*',
	'status w:',
	'status web dies',
	'status nope web w:w_9 zzz:*',
	'start dies',
	'start nofile nope',
	'start web',
	'start w:* zzz:*',
	'start zzz:* web',
	'stop dies',
	'stop nope',
	'stop zzz:*',
	'stop w:w_0',
	'start w:w_0',
	'restart web',
	'restart web dies',
	'restart nope',
	'restart w:*',
	'stop all',
	'status',
	'start all',
	'pid',
	'pid web',
	'pid all',
	'pid dies',
	'pid nope web',
	'tail web',
	'tail -5 web',
	'tail -11 dies stderr',
	'tail -3 dies STDERR',
	'tail nope',
	'tail web nochannel',
	'tail -x web',
	'tail -5',
	'tail w:w_0',
	'maintail -x',
	'maintail x',
	'clear web',
	'tail web',
	'clear nope dies',
	'clear all',
	'signal HUP nope w:w_1',
	'signal NOSUCH web',
	'signal CONT web',
	'signal CONT w:*',
	'signal CONT zzz:*',
	'signal CONT all',
	'signal CONT dies',
	'reread',
	'avail',
	'version',
	'add nope',
	'add web',
	'remove web',
	'remove nope',
	'remove dies',
	'add dies',
	'update',
	'update nope',
	'update web',
	'open nonsense',
	'fg nope',
	'fg dies',
	'fg a b',
	'foo',
	'foo-bar web',
	'status-x',
	'!',
	'help nosuch',
	'help status web',
	'quit',
	'exit now',
	'EOF',
	'add',
	'remove',
	'tail -f nope',
];

/** They end with a text of our own; the first line and the exit status are supervisorctl's. */
const USAGE: readonly string[] = [
	'start',
	'stop',
	'restart',
	'signal',
	'signal HUP',
	'clear',
	'tail',
	'tail a b c d',
	'maintail a b',
	'avail x',
	'reread x',
	'version x',
	'shutdown x',
	'reload x',
	'fg',
];

const CHANGED = `[program:web]
command=sh -c "echo web speaks anew; trap 'exit 0' TERM; while :; do sleep 0.1; done"
startsecs=0
priority=10

[program:fresh]
command=sleep 1000
startsecs=0
priority=15

[program:nofile]
command=/nonexistent/program
autostart=false
priority=30
`;

const REFERENCE: SceneOptions = { daemon: 'supervisord', client: 'supervisorctl' };

/** Nobody promises in which order many are dealt with at once; exit statuses tell of the last one that failed. */
const IN_ANY_ORDER: ReadonlySet<string> = new Set([
	'stop all',
	'start all',
	'restart w:*',
	'signal CONT all',
	'clear all',
	'update',
]);

t.test('podctl says to scripts what supervisorctl says', { skip: NO_REFERENCE }, async (t) => {
	const theirs = new Scene(t, REFERENCE);
	const ours = [
		new Scene(t, { daemon: 'supervisord', client: 'podctl' }),
		new Scene(t, { daemon: 'podvisord', client: 'podctl' }),
	];
	const scenes = [theirs, ...ours];
	await Promise.all(scenes.map((scene) => scene.isUp()));

	/** Each scene's outcome of the same command line, all at the same time. */
	async function compare(
		args: readonly string[],
		{
			input = '',
			look,
			what = args.join(' '),
		}: { input?: string; look?: (stdout: string) => string; what?: string } = {},
	): Promise<void> {
		const [expected, ...found] = await Promise.all(
			scenes.map(async (scene) => {
				const { stdout, code } = await scene.run(args, { input });
				const masked = scene.mask(stdout);
				return { stdout: look?.(masked) ?? masked, code };
			}),
		);
		for (const [index, outcome] of found.entries()) {
			const wanted = what === 'start all' ? { ...expected, code: outcome.code } : expected;
			t.strictSame(outcome, wanted, `${what} (with ${ours[index]?.rival.name})`);
		}
	}

	const sorted = (stdout: string): string => stdout.split('\n').sort().join('\n');
	const firstLine = (stdout: string): string => stdout.split('\n')[0] ?? '';
	for (const line of SCRIPT) await compare(line.split(' '), IN_ANY_ORDER.has(line) ? { look: sorted } : {});
	for (const line of USAGE) await compare(line.split(' '), { look: firstLine });

	for (const scene of scenes) scene.rewrite(CHANGED);
	for (const line of ['reread', 'update nope fresh', 'avail', 'update', 'reread', 'status', 'update']) {
		await compare(line.split(' '), { what: `after a change: ${line}`, ...(line === 'update' ? { look: sorted } : {}) });
	}

	const typed = 'status web\nnonsense\n\n  pid web\nreload\nn\nhelp nosuch\nquit\nstatus\n';
	await compare([], { input: typed, what: 'the shell on a pipe' });
	await compare([], { input: 'pid web', what: 'a last line that has no end' });

	await compare(['shutdown']);
	await Promise.all(scenes.map(({ rival }) => rival.exited));
	for (const line of ['status', 'start web', 'pid', 'tail web', 'version', 'shutdown']) {
		await compare(line.split(' '), { what: `nobody there: ${line}` });
	}
	for (const line of ['avail', 'reread', 'add web', 'remove web', 'update', 'reload']) {
		await compare(line.split(' '), {
			what: `nobody there: ${line}`,
			look: (stdout) => stdout.slice(0, 'error: '.length),
		});
	}
});

t.test('the command line is read as supervisorctl reads it', { skip: NO_REFERENCE }, async (t) => {
	const theirs = new Scene(t, REFERENCE);
	const ours = new Scene(t, { daemon: 'supervisord', client: 'podctl' });
	await Promise.all([theirs.isUp(), ours.isUp()]);
	const lines = [
		'-s nonsense pid',
		'-s https://localhost/ pid',
		'-s http://localhost:1/ pid web',
		'-s unix:///nonexistent.sock status',
		'-Z',
		'--nosuch',
		'-u a -u b pid',
		'--user a --user=b pid web',
		'-s',
		'--user a pid web',
		'-ua -pb version',
		'-c again.conf version',
		'-i version',
	];
	for (const line of lines) {
		const [expected, found] = await Promise.all([theirs.run(line.split(' ')), ours.run(line.split(' '))]);
		t.equal(found.code, expected.code, line);
		// Python's own words for its own errors are not ours.
		if (!expected.stdout.startsWith('error:')) t.equal(ours.mask(found.stdout), theirs.mask(expected.stdout), line);
	}
});

t.test('a password is asked for as supervisorctl does', { skip: NO_REFERENCE }, async (t) => {
	const server = 'username=ann\npassword=secret';
	const theirs = new Scene(t, { ...REFERENCE, server });
	const ours = new Scene(t, { daemon: 'supervisord', client: 'podctl', server });
	await Promise.all([theirs.isUp(), ours.isUp()]);
	for (const args of [['status'], ['-u', 'ann', '-p', 'wrong', 'version'], ['-u', 'ann', '-p', 'secret', 'version']]) {
		const [expected, found] = await Promise.all([theirs.run(args), ours.run(args)]);
		const [first] = expected.stdout.split('\n');
		t.strictSame([found.stdout, found.code], [`${first}\n`, expected.code], args.join(' '));
	}
	const environment = { PODCTL_USERNAME: 'ann', PODCTL_PASSWORD: 'secret' };
	t.equal((await ours.run(['version'], { environment })).stdout, '4.2.5\n', 'from the environment');
	const typed = await ours.run(['-u', 'ann', '-p', '-', 'version'], { input: 'secret\n' });
	t.match([typed.stdout, typed.code], [/4\.2\.5\n$/, 0], 'from stdin');
	const refused = await ours.run(['-u', 'ann', '-p', 'wrong', 'version']);
	t.match(refused.stderr, /refused the password of "ann" \(-u\)/);
});
