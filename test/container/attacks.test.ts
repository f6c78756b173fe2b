import { join } from 'node:path';
import t from 'tap';
import type { Container } from '../../docker/acceptance/container.ts';
import { dockerOutput } from '../../docker/acceptance/engine.ts';
import { get } from '../../docker/acceptance/get.ts';
import { untilTrue } from '../../docker/acceptance/until-true.ts';
import { LoadClient } from './load-client.ts';
import { startPodContainer } from './pod-container.ts';

// A service that does its worst within the container's limits: the others and the supervisor live on.

const PROBES = '[probe_server]\nlisten=0.0.0.0:9180\n';

t.test(
	'a fork bomb under --pids-limit: the pod answers, says what fails, and recovers when the bomb is stopped',
	async (t) => {
		const pod = await startPodContainer(t, {
			options: ['--pids-limit=64'],
			daemon: 'shutdown_timeout=9s\n',
			files: {
				// As many as the limit allows, all the time: each forks, and in a session of its own; a shell that cannot ends.
				'bomb.mjs': `import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
const one = () => spawn('sh', ['-c', 'while :; do sleep 1; done'], { detached: true, stdio: 'ignore' }).on('error', () => {});
setInterval(() => { for (let i = 0; i < 10; i++) one(); }, 5);
setInterval(() => { if (existsSync('/tmp/enough')) process.exit(1); }, 50);
`,
				'short.sh': '#!/bin/sh\nexec sleep 0.3\n',
			},
			conf: `${PROBES}
[program:bomb]
command=node %(here)s/bomb.mjs
autostart=false
autorestart=false
startsecs=0
[program:short-lived]
command=%(here)s/short.sh
autorestart=true
startsecs=0
startretries=1000
[program:steady]
command=sleep 600
`,
		});
		await pod.untilLog(/success: steady/);
		t.equal((await pod.exec(['podctl', 'start', 'bomb'])).status, 0);
		await pod.untilLog(/Too many processes in process table to spawn 'short-lived'/);
		t.equal((await get(`http://${pod.address}:9180/livez`)).status, 200, 'while nobody can fork');
		// docker exec could not fork either.
		await dockerOutput(['cp', join(t.testdirName, 'podvisor.conf'), `${pod.name}:/tmp/enough`]);
		await pod.untilLog(/exited: bomb/);
		await untilTrue(
			'the others to be started again',
			async () => /exited: bomb[\s\S]*spawned: 'short-lived'/.test(await pod.logs()),
			60_000,
		);
		t.match((await pod.exec(['podctl', 'status', 'steady'])).stdout, /RUNNING/);
		const { stdout } = await pod.exec(['sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "']);
		t.notMatch(stdout, /while/, 'nobody of the bomb is left');
		t.equal((await pod.stop()).exitCode, 0);
	},
);

t.test('a full log volume blocks nobody', async (t) => {
	const pod = await startPodContainer(t, { options: ['--tmpfs=/var/log/supervisor:size=1m'] });
	await pod.untilLog(/ready: nginx/);
	const load = new LoadClient({ host: pod.address, port: 80, path: '/', connections: 16, keepAlive: true });
	await pod.untilLog(/ENOSPC|No space left/i);
	await load.untilAnswered(load.counts.answered + 1000);
	const { otherStatus, cut, closedNew } = await load.end();
	t.strictSame({ otherStatus, cut, closedNew }, { otherStatus: 0, cut: 0, closedNew: 0 });
	t.equal((await get(`http://${pod.address}:9180/readyz`)).status, 200);
	t.equal((await pod.stop()).exitCode, 0);
});

t.test('a service that writes without end to the container log holds up nobody', async (t) => {
	const pod = await startPodContainer(t, {
		options: ['--log-driver=json-file', '--log-opt=max-size=5m', '--log-opt=max-file=1'],
		conf: `${PROBES}
[program:flood]
command=yes this line is written again and again, as fast as it goes
stdout_logfile_maxbytes=1MB
stdout_logfile_backups=0
container_log=true
[program:steady]
command=sleep 600
`,
	});
	await untilUp(pod);
	for (let round = 0; round < 3; round++) {
		t.equal((await get(`http://${pod.address}:9180/livez`)).status, 200);
		t.match((await pod.exec(['podctl', 'health'])).stdout, /^healthy/);
	}
	t.equal((await pod.stop()).exitCode, 0);
});

t.test('what docker exec leaves behind is reaped, and does not hold up the stop', async (t) => {
	const pod = await startPodContainer(t, { conf: '[program:steady]\ncommand=sleep 600\n' });
	await pod.untilLog(/success: steady/);
	const orphans = 'for one in 1 2 3 4 5 6 7 8 9 10; do (sleep 0.1 &); done; (setsid sleep 600 &)';
	t.equal((await pod.exec(['sh', '-c', orphans])).status, 0);
	await untilTrue('no zombie and no short sleeper to be left', async () => {
		const { stdout } = await pod.exec(['sh', '-c', 'cat /proc/[0-9]*/stat 2>/dev/null | cut -d" " -f2,3,4']);
		const sleepers = stdout.split('\n').filter((line) => /^\(sleep\)/.test(line));
		return !/ Z /.test(stdout) && sleepers.length === 2;
	});
	t.equal((await pod.exec(['sleep', '600'], { detach: true })).status, 0);
	t.equal((await pod.stop()).exitCode, 0);
});

async function untilUp(pod: Container): Promise<void> {
	await untilTrue('the probe server to say that all is up', async () => {
		// Refused until it listens.
		const answer = await get(`http://${pod.address}:9180/readyz`).catch(() => undefined);
		return answer?.status === 200;
	});
}
