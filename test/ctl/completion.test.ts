import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { completeWords } from '../../src/ctl/completion/complete-words.ts';
import { PODCTL } from './run-client.ts';
import { Scene } from './scene.ts';

const has = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

t.test('words are completed from the table of commands, and only names ask the daemon', async (t) => {
	let asked = 0;
	const list = async () => {
		asked += 1;
		return [];
	};
	t.strictSame(await completeWords(['sta'], list), ['status', 'start']);
	t.strictSame(await completeWords(['signal', 'US'], list), ['USR1', 'USR2']);
	t.strictSame(await completeWords(['help', 'ver'], list), ['version']);
	t.strictSame(await completeWords(['completion', ''], list), ['bash', 'zsh', 'fish']);
	t.strictSame(await completeWords(['wait', '--for=r'], list), ['--for=ready', '--for=running']);
	t.strictSame(await completeWords(['update', '--'], list), ['--dry-run']);
	t.strictSame(await completeWords(['nonsense', ''], list), []);
	t.equal(asked, 0);
	t.strictSame(await completeWords(['stop', ''], list), []);
	t.equal(asked, 1);
});

t.test(
	'bash completes commands, options and names, also behind a colon',
	{ skip: !has('bash') && 'no bash' },
	async (t) => {
		const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl' });
		await scene.isUp();
		const bin = join(scene.rival.dir, 'bin');
		mkdirSync(bin);
		symlinkSync(PODCTL, join(bin, 'podctl'));
		symlinkSync(process.execPath, join(bin, 'node'));
		const file = join(scene.rival.dir, 'pod.conf');
		const complete = async (line: string): Promise<string[]> => {
			const script = `source <(podctl completion bash)
COMP_LINE=$1 COMP_POINT=\${#1}
_podctl
printf '%s\\n' "\${COMPREPLY[@]}"`;
			const child = spawn('bash', ['--norc', '-c', script, 'bash', line], {
				env: { PATH: `${bin}:/usr/bin:/bin` },
				stdio: ['ignore', 'pipe', 'pipe'],
			});
			let stdout = '';
			let stderr = '';
			child.stdout.on('data', (chunk: Buffer) => {
				stdout += chunk.toString();
			});
			child.stderr.on('data', (chunk: Buffer) => {
				stderr += chunk.toString();
			});
			await new Promise((resolve) => child.once('close', resolve));
			t.equal(stderr, '', line);
			return stdout.split('\n').filter(Boolean);
		};
		t.strictSame(await complete('podctl re'), ['restart', 'reread', 'remove', 'reload']);
		t.strictSame(await complete('podctl --ser'), ['--serverurl']);
		t.strictSame((await complete(`podctl -c ${file} stop `)).sort(), [
			'dies',
			'nofile',
			'w:*',
			'w:w_0',
			'w:w_1',
			'web',
		]);
		t.strictSame(await complete(`podctl -c ${file} stop we`), ['web']);
		t.strictSame(
			(await complete(`podctl -c ${file} stop w:w`)).sort(),
			['w_0', 'w_1'],
			'bash replaces what follows the colon',
		);
		t.strictSame((await complete(`podctl -c ${file} update `)).sort(), ['dies', 'nofile', 'w', 'web']);
		t.strictSame(await complete('podctl -s unix:///nonexistent.sock stop '), [], 'nobody there: nothing, and no noise');
	},
);

for (const shell of ['zsh', 'fish']) {
	t.test(
		`the script for ${shell} is one that it reads`,
		{ skip: !has(shell) && `${shell} is not installed` },
		async (t) => {
			const script = spawnSync(process.execPath, [PODCTL, 'completion', shell], { encoding: 'utf8' }).stdout;
			const { stderr, status } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
			t.strictSame([stderr, status], ['', 0]);
		},
	);
}
