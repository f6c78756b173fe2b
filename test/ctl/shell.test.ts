import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import t from 'tap';
import { PODCTL } from './run-client.ts';
import { Scene } from './scene.ts';

type Steps = readonly (readonly [wanted: string, typed: string])[];

const UP = '\x1b[A';
const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** Runs a command on a terminal; what it showed, without colours and cursor movements, and how it ended. */
function onTerminal(
	steps: Steps,
	command: readonly string[],
): Promise<{ shown: string; raw: string; code: number | null }> {
	const script = new URL('terminal.py', import.meta.url).pathname;
	const child = spawn('/usr/bin/python3', [script, JSON.stringify(steps), 'env', '--unset=NODE_OPTIONS', ...command], {
		env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nowhere', TERM: 'xterm', LANG: 'C.UTF-8' },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let raw = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			raw += text;
		});
	}
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => {
			const shown = stripVTControlCharacters(raw).replaceAll('\r', '');
			resolve({ shown, raw, code });
		});
	});
}

t.test('the shell on a terminal: completion, history, Ctrl-C, questions, Ctrl-D', async (t) => {
	const clientConf = 'prompt=pod\nhistory_file=%(here)s/history';
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl', clientConf });
	await scene.isUp();
	const podctl = [process.execPath, PODCTL, '-c', join(scene.rival.dir, 'pod.conf')];
	const first = await onTerminal(
		[
			['pod> ', 'vers\t\n'],
			['4.2.5', ''],
			['pod> ', 'pid w:\t\t'],
			['w:w_1', '\x15'],
			['pod> ', 'status w:w_0'],
			['status w:w_0', CTRL_C],
			['pod> ', 'tail -f web\n'],
			['web speaks', CTRL_C],
			['pod> ', 'fg w:w_0\n'],
			['==> Press Ctrl-C to exit <==', 'to stdin\n'],
			['to stdin', ''],
			['to stdin', CTRL_C],
			['Exiting foreground', ''],
			['pod> ', 'wait dies --for=running\n'],
			['--for=running', CTRL_C],
			['pod> ', 'shutdown\n'],
			['y/N? ', 'n\n'],
			['pod> ', 'nonsense\n'],
			['*** Unknown syntax: nonsense', ''],
			['pod> ', CTRL_D],
		],
		podctl,
	);
	t.equal(first.code, 0, first.shown);
	t.ok(first.raw.includes('\x1b[32mRUNNING'), 'colours');
	t.match(first.shown, /^dies +STOPPED +Not started\n/, 'status comes first');
	const history = readFileSync(join(scene.rival.dir, 'history'), 'utf8');
	t.equal(
		history,
		'version \ntail -f web\nfg w:w_0\nwait dies --for=running\nshutdown\nnonsense\n',
		'what answers questions is not in it',
	);
	t.equal(statSync(join(scene.rival.dir, 'history')).mode & 0o777, 0o600);

	const second = await onTerminal(
		[
			['pod> ', `${UP.repeat(6)}\n`],
			['4.2.5', ''],
			['pod> ', CTRL_C],
		],
		podctl,
	);
	t.equal(second.code, 0, second.shown);
	t.match(second.shown, /version +\n4\.2\.5/, 'what was typed the last time comes back');
});

t.test('a password is asked for on a terminal, and not shown', async (t) => {
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl', server: 'username=ann\npassword=secret' });
	await scene.isUp();
	const podctl = [process.execPath, PODCTL, '-c', join(scene.rival.dir, 'pod.conf'), 'version'];
	const { shown, code } = await onTerminal(
		[
			['Username:', 'ann\n'],
			['Password:', 'sex\x7fcret\n'],
			['4.2.5', ''],
		],
		podctl,
	);
	t.equal(code, 0, shown);
	t.notMatch(shown, /cret/);
});

t.test('Ctrl-C ends tail -f with 0, and no reader ends it silently', async (t) => {
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl' });
	await scene.isUp();
	let isInterrupted = false;
	const interrupted = await scene.run(['tail', '-f', 'web'], {
		onOutput(stdout, child) {
			// Once: it comes in any number of pieces, and a second Ctrl-C would be meant for a client that hangs.
			if (isInterrupted || !stdout.includes('web speaks\n')) return;
			isInterrupted = true;
			child.kill('SIGINT');
		},
	});
	t.strictSame(interrupted, {
		stdout: '==> Press Ctrl-C to exit <==\nweb speaks\n\n',
		stderr: '',
		code: 0,
		signal: null,
	});
	const input = 'word\n'.repeat(3);
	const broken = await scene.run(['tail', '-f', 'w:w_0'], {
		onOutput(_, child) {
			if (child.stdout?.destroyed) return;
			child.stdout?.destroy();
			// Something to write, to whom nobody listens any more.
			scene.run(['fg', 'w:w_0'], { input });
		},
	});
	t.strictSame([broken.stderr, broken.signal], ['', null]);
});
