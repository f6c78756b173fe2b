/** Programs that mean harm. Whatever they do, podvisord lives on, and so do the others. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { IS_ROOT, startPod } from './pod-under-test.ts';

const COMPILER: string | undefined = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);
const NO_COMPILER: string | false = COMPILER === undefined && 'needs a C compiler';

/** Builds `attackers/NAME.c`; gives the program's path, which every user may execute. */
function attacker(t: Test, name: string): string {
	const source = new URL(`attackers/${name}.c`, import.meta.url).pathname;
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-attacker-'));
	chmodSync(folder, 0o755);
	t.teardown(() => rmSync(folder, { recursive: true }));
	const path = join(folder, name);
	const { status, stderr } = spawnSync(COMPILER as string, ['-O1', '-o', path, source], { encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
	return path;
}

/**
 * A path back to the folder that takes the kernel milliseconds to walk. A child goes there as its new user and before it
 * executes: time enough to be stopped, even where it shares its only CPU with whoever means to.
 */
function longWay(folder: string): string {
	// path_resolution(7): a path has 4095 bytes, and leads through 40 symbolic links.
	const detour = 'd/../'.repeat(800);
	mkdirSync(join(folder, 'd'));
	symlinkSync('.', join(folder, 'way0'));
	for (let link = 1; link < 40; link++) symlinkSync(`${detour}way${link - 1}`, join(folder, `way${link}`));
	return join(folder, 'way39');
}

t.test('a program that nests 5,000 processes and dies is swept', { skip: NO_COMPILER }, async (t) => {
	const pod = startPod(t, {
		conf: `
[program:nested]
command=${attacker(t, 'deep-chain')} 5000
autorestart=false
startsecs=0
`,
	});
	await pod.line(/nested \(pid \d+\) left processes behind/);
	await pod.line(/exited: nested \(terminated by SIGKILL/);
	t.strictSame(pod.pidsOf(/deep-chain/), []);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test(
	'a program that stops others of its user before they even execute does not stop podvisord',
	{ skip: NO_COMPILER || (!IS_ROOT && 'needs root') },
	async (t) => {
		const dir = mkdtempSync(join(tmpdir(), 'podvisor-e2e-'));
		chmodSync(dir, 0o755);
		const pod = startPod(t, {
			dir,
			conf: `
[program:aimer]
command=${attacker(t, 'stop-the-next')}
user=nobody
priority=1
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
[program:target]
command=true
user=nobody
startsecs=0
autorestart=true
stopwaitsecs=0
nice=19
directory=${longWay(dir)}
numprocs=20
process_name=%(program_name)s_%(process_num)d
`,
		});
		await pod.line(/exited: target_\d+ \(terminated by SIGKILL/);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test(
	'a folder in the place of the pid file, a named pipe in that of env_file: nothing hangs or crashes',
	async (t) => {
		const pod = startPod(t, {
			conf: `
[program:mean]
command=%(here)s/mean.sh
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
startsecs=0
[program:fed]
command=sleep 1000
env_file=%(here)s/env
startretries=0
depends_on=mean:completed
`,
			files: { 'mean.sh': '#!/bin/sh\nrm podvisord.pid\nmkdir podvisord.pid\nmkfifo env\n' },
		});
		await pod.line(/spawnerr: can't read env_file '.*env': EINVAL/);
		pod.signal('SIGTERM');
		await pod.line(/could not remove pidfile .*podvisord.pid/);
		await pod.line(/all stopped; exit status 0/);
		rmdirSync(join(pod.dir, 'podvisord.pid'));
		t.strictSame(await pod.exited, { code: 0, signal: null });
	},
);

t.test('a working directory that is gone is no reason not to start', async (t) => {
	const pod = startPod(t, {
		conf: '[program:a]\ncommand=sleep 1000\nstartsecs=0\n',
		// What tap loads into every Node wants to know the working directory.
		wrapper: ['sh', '-c', 'unset NODE_OPTIONS; mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'sh'],
	});
	await pod.line(/success: a entered RUNNING/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
