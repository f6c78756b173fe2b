/** Programs that mean harm. Whatever they do, podvisord lives on, and so do the others. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startPod } from './pod-under-test.ts';

const COMPILER: string | undefined = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);
const NO_COMPILER: string | false = COMPILER === undefined && 'needs a C compiler';

/** Builds `attackers/NAME.c`; gives the program's path, which every user may execute. */
function attacker(t: Test, name: string): string {
	const source = new URL(`attackers/${name}.c`, import.meta.url).pathname;
	const path = join(t.testdir(), name);
	const { status, stderr } = spawnSync(COMPILER as string, ['-O1', '-o', path, source], { encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
	return path;
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
