import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { type Program, type ProgramOptions, runProgram } from './run-program.ts';
import { send } from './slow-request.ts';

const START = fileURLToPath(new URL('fixtures/start-with-stand-in.ts', import.meta.url));

async function startPod(t: Test, env: Record<string, string> = {}, options: ProgramOptions = {}): Promise<RunningPod> {
	const start = runProgram(t, [process.execPath, START], { ...options, env, endWith: 'SIGTERM' });
	const ready = await start.untilLine(/core pod is ready after/);
	const directory = /^Logs: (.*)\/logs$/.exec(await start.untilLine(/^Logs: /))?.[1] ?? '';
	return { ...start, address: /http:\S+/.exec(ready)?.[0] ?? '', directory };
}

interface RunningPod extends Program {
	readonly address: string;
	readonly directory: string;
}

/** What the view said of the programs, without the pids. */
function changes({ lines }: Program): string[] {
	return lines.map((line) => line.replace(/, pid \d+/, '')).filter((line) => /^[\w-]+: \w+$/.test(line));
}

for (const [door, env] of [
	['nginx, where it is installed', {}],
	['the gateway', { CORE_POD_NGINX: 'no' }],
] as const) {
	t.test(`runs the pod behind ${door}, and SIGINT stops it in order and leaves nothing behind`, async (t) => {
		const pod = await startPod(t, env);
		t.match(await (await fetch(pod.address)).text(), /Core pod/);
		for (const path of ['health', 'health/auth-service', 'health/user-service']) {
			t.equal((await fetch(pod.address + path)).status, 200, path);
		}
		pod.child.kill('SIGINT');
		t.equal(await pod.ended, 0);
		const come = ['auth-service', 'user-service', 'nginx'].flatMap((name) => [`${name}: starting`, `${name}: ready`]);
		const go = ['nginx', 'user-service', 'auth-service'].flatMap((name) => [`${name}: stopping`, `${name}: stopped`]);
		t.same(changes(pod), [...come, ...go]);
		t.same(await send(pod.address), { error: 'ECONNREFUSED' });
		t.equal(existsSync(pod.directory), false);
	});
}

t.test('says so where a port is taken, and takes another', async (t) => {
	const taken = createServer().listen(8080, '127.0.0.1');
	await new Promise<void>((resolve) => {
		taken.once('listening', resolve).once('error', () => resolve());
	});
	t.teardown(() => taken.close());
	const pod = await startPod(t);
	t.match(pod.lines.join('\n'), /ports 8080, 3001 and 3002 are taken: this pod uses/);
	t.notMatch(pod.address, ':8080/');
	t.equal((await fetch(pod.address)).status, 200);
});

t.test('shows a crash with the last lines of its log, and the respawn', async (t) => {
	const pod = await startPod(t);
	const { pid } = (await (await fetch(`${pod.address}health/user-service`)).json()) as { pid: number };
	process.kill(pid, 'SIGKILL');
	await pod.untilLine(/^exited: user-service \(/);
	await pod.untilLine(/^ {2}│ .*"event":"listening"/);
	await pod.untilLine(new RegExp(`^user-service: ready, pid (?!${pid}$)`));
});

t.test('ends with the exit status of the supervisor', async (t) => {
	const pod = await startPod(t, { STAND_IN_EXIT: '7' });
	pod.child.kill('SIGTERM');
	t.equal(await pod.ended, 7);
});

t.test('keeps the logs where CORE_POD_LOG_DIR says', async (t) => {
	const logs = mkdtempSync(join(t.testdir({}), 'logs-'));
	const start = runProgram(t, [process.execPath, START], { env: { CORE_POD_LOG_DIR: logs }, endWith: 'SIGTERM' });
	await start.untilLine(/core pod is ready after/);
	start.child.kill('SIGTERM');
	t.equal(await start.ended, 0);
	for (const name of ['auth-service', 'user-service', 'nginx'])
		t.equal(existsSync(join(logs, `${name}.log`)), true, name);
});

t.test('runs as an arbitrary uid', { skip: process.getuid?.() === 0 ? false : 'only root can try' }, async (t) => {
	const pod = await startPod(t, {}, { uid: 12345 });
	t.match(await (await fetch(`${pod.address}health/user-service`)).json(), { status: 'ok' });
	pod.child.kill('SIGINT');
	t.equal(await pod.ended, 0);
	t.equal(existsSync(pod.directory), false);
});
