/** What the daemon says of a real service whose health comes and goes, and remembers of its restarts. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { askRest } from './ask-rest.ts';
import { freePort } from './free-port.ts';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

/** Answers with the status that stands in the file. */
const SERVICE = `import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
createServer((_, response) => {
	// It is empty for a moment while it is written.
	response.writeHead(Number(readFileSync(process.argv[3], 'utf8')) || 503);
	response.end();
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.error('listening'));
`;

interface Report {
	readonly status: string;
	readonly why: string;
	readonly ready: boolean;
}

/** Asks until the report is so; 200 and 503 are for who reads no JSON. */
async function untilHealth(t: Test, pod: PodUnderTest, pattern: RegExp): Promise<Report> {
	for (;;) {
		const { json, status } = await askRest({ socketPath: join(pod.dir, 'podvisord.sock') }, { path: '/health' });
		const report = json as unknown as Report;
		const line = `${report.status}: ${report.why}`;
		if (pattern.test(line)) {
			t.equal(status, /^(healthy|degraded)/.test(line) ? 200 : 503, line);
			return report;
		}
	}
}

t.test('the report follows the probes of a service, and tells what they say', async (t) => {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}/`;
	const pod = startPod(t, {
		pid1: false,
		files: { 'service.mjs': SERVICE, ready: '503' },
		conf: `[unix_http_server]
file=%(here)s/podvisord.sock
[program:web]
command=${process.execPath} %(here)s/service.mjs ${port} %(here)s/ready
readiness=${url}
health_interval=100ms
health_timeout=60s
health_retries=2
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`,
	});
	await pod.until(() => pod.has('podvisord.sock'), 'its socket');
	const unready = await untilHealth(t, pod, /^unhealthy: web is not ready: .*503/);
	t.equal(unready.ready, false);
	pod.write('ready', '200');
	t.equal((await untilHealth(t, pod, /^healthy: 1 of 1 program is ready/)).ready, true);
	pod.write('ready', '500');
	await untilHealth(t, pod, /^unhealthy: web is not ready: .*500/);
	pod.write('ready', '204');
	await untilHealth(t, pod, /^healthy/);
	t.equal((await pod.stop()).code, 0);
});

t.test('a restart for ill health is an incident with the answers that led to it', async (t) => {
	const port = await freePort();
	const pod = startPod(t, {
		pid1: false,
		files: { 'service.mjs': SERVICE, alive: '200' },
		conf: `[unix_http_server]
file=%(here)s/podvisord.sock
[program:web]
command=${process.execPath} %(here)s/service.mjs ${port} %(here)s/alive
liveness=http://127.0.0.1:${port}/
health_interval=100ms
health_timeout=60s
health_retries=3
startretries=-1
restart_delay_max=1s
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`,
	});
	await pod.until(() => pod.has('podvisord.sock'), 'its socket');
	// Where it is slow to listen it may be restarted before that.
	const server = { socketPath: join(pod.dir, 'podvisord.sock') };
	let isOk = false;
	while (!isOk) isOk = /"kind":"liveness","ok":true/.test((await askRest(server, { path: '/health' })).text);
	const listIncidents = async (): Promise<readonly { readonly id: number }[]> => {
		const { incidents = [] } = (await askRest(server, { path: '/incidents' })).json ?? {};
		return incidents as readonly { readonly id: number }[];
	};
	const known = (await listIncidents()).length;
	pod.write('alive', '503');
	let incidents = await listIncidents();
	while (incidents.length <= known) incidents = await listIncidents();
	pod.write('alive', '200');
	const { json } = await askRest(server, { path: `/incidents/${incidents[known]?.id}` });
	t.match(json, {
		kind: 'unhealthy',
		displayName: 'web',
		reason: /^its liveness probe failed: .*503/,
		willRestart: true,
	});
	t.match(json?.['stderr'], ['listening']);
	const probes = json?.['probes'] as readonly { readonly ok: boolean; readonly message: string }[];
	t.match(probes.at(-1), { kind: 'liveness', ok: false, message: /503/ });
	t.ok(probes.filter(({ ok }) => !ok).length >= 3);
	await untilHealth(t, pod, /^(healthy|unhealthy: web crashed)/);
	t.equal((await pod.stop()).code, 0);
});
