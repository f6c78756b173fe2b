/** What docs/api.md tells people to type is typed. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startPod } from './pod-under-test.ts';

const PAGE: string = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

const CONF = `
[unix_http_server]
file=%(here)s/control.sock
[program:web]
command=sh -c 'trap : HUP; echo hello; while :; do sleep 1000 & wait; done'
stdout_logfile=%(here)s/web.log
startsecs=0
[program:workers]
command=sleep 1000
process_name=w%(process_num)d
numprocs=2
startsecs=0
`;

t.test('the examples of docs/api.md work as they stand', async (t) => {
	const pod = startPod(t, { conf: CONF });
	await pod.line(/success: web/);
	await pod.line(/success: w1/);
	await pod.line(/success: w0/);
	await pod.until(() => pod.has('web.log') && pod.read('web.log') === 'hello\n', 'its trap is set');
	const [finite = [], endless = []] = [...PAGE.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) =>
		block.trim().split('\n'),
	);
	const here = (command: string): string => command.replaceAll('/run/podvisord.sock', join(pod.dir, 'control.sock'));
	t.ok(finite.length > 5);
	for (const command of finite) {
		const { stdout, stderr, status } = spawnSync('sh', ['-c', here(command)], { encoding: 'utf8' });
		t.equal(status, 0, `${command}: ${stderr}`);
		t.notMatch(JSON.parse(stdout), { fault: String }, command);
		t.notMatch(JSON.parse(stdout), { ok: false }, command);
	}
	t.equal(endless.length, 2);
	for (const command of endless) {
		const child = spawn('sh', ['-c', `exec ${here(command)}`], { stdio: ['ignore', 'pipe', 'inherit'] });
		const ended = new Promise((resolve) => child.once('close', resolve));
		const data = new Promise((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
		const first = await Promise.race([data, ended.then(() => 'it ended before it said anything')]);
		t.match(first, /^(:\n\n|event: log\ndata: \{"text":"hello\\n"\}\n\n)/, command);
		child.kill();
		await ended;
	}
	await pod.stop();
});
