import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startPod } from '../e2e/pod-under-test.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;

t.test('the package holds the bundle and the addon of each CPU, and runs from where it is unpacked', async (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'podvisor-package-'));
	t.teardown(() => rmSync(dir, { recursive: true }));
	const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', dir], {
		cwd: ROOT,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const packs = JSON.parse(said) as Record<string, Pack> | Pack[];
	const [pack] = Object.values(packs);
	const paths = (pack?.files ?? []).map(({ path }) => path);
	for (const path of [
		'dist/podctl.js',
		'dist/podvisord.js',
		'dist/podvisord-main.cache',
		'dist/podvisord-main.js',
		'dist/package.json',
		'dist/LICENSES.txt',
		'native/prebuilt/linux-x64.node',
		'native/prebuilt/linux-arm64.node',
		'native/podvisor.c',
		'scripts/build-native',
		'LICENSE',
		'README.md',
	]) {
		t.ok(paths.includes(path), path);
	}
	t.strictSame(
		paths.filter((path) => /^(src|test|node_modules|\.)/.test(path)),
		[],
	);
	execFileSync('tar', ['-xzf', join(dir, pack?.filename ?? ''), '-C', dir]);
	const licences = readFileSync(join(dir, 'package/dist/LICENSES.txt'), 'utf8');
	for (const name of ['pino', 'execa']) t.match(licences, new RegExp(`^${name} [\\d.]+: MIT\n\n.+`, 'm'), name);
	const daemonFile = join(dir, 'package/dist/podvisord.js');
	t.match(execFileSync(daemonFile, ['--version'], { encoding: 'utf8' }), /^\d+\.\d+\.\d+\n$/, 'by itself');
	const client = join(dir, 'package/dist/podctl.js');
	t.match(execFileSync(client, ['--version'], { encoding: 'utf8' }), /^\d+\.\d+\.\d+\n$/, 'the client, too');

	const pod = startPod(t, { daemonFile, pid1: false, conf: '[program:steady]\ncommand=sleep 1000\nstartsecs=0\n' });
	await pod.line(/success: steady/);
	t.notMatch(pod.output, /portable/, 'with its addon');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

interface Pack {
	readonly filename: string;
	readonly files: readonly { readonly path: string }[];
}
