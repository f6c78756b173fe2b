import t from 'tap';
import { judgeEndpoint } from '../../../src/interfaces/probes/judge-endpoint.ts';
import type { PodHealth, ProcessReport } from '../../../src/operations/pod-health.ts';

function report(name: string, overrides: Partial<ProcessReport> = {}): ProcessReport {
	return {
		key: `${name}:${name}`,
		group: name,
		process: name,
		name,
		state: 'RUNNING',
		wanted: 'up',
		isReady: true,
		verdict: 'healthy',
		isWaitedFor: false,
		isBooting: false,
		why: 'is ready',
		pid: 7,
		uptimeMs: 1000,
		restarts: 0,
		crashes: 0,
		memoryBytes: undefined,
		probes: [],
		statusText: '',
		...overrides,
	};
}

function pod(overrides: Partial<PodHealth>): PodHealth {
	return {
		status: 'healthy',
		why: '',
		isAlive: true,
		isReady: true,
		isStarted: true,
		processes: [],
		pressures: [],
		...overrides,
	};
}

t.test('each endpoint names who keeps it from passing, and no others', async (t) => {
	const health = pod({
		status: 'unhealthy',
		isReady: false,
		isStarted: false,
		processes: [
			report('web', { isWaitedFor: true, why: 'is FATAL' }),
			report('api', { isWaitedFor: true, isBooting: true, why: 'is STARTING' }),
			report('job', { isReady: false, verdict: 'none', why: 'has done its work' }),
		],
	});
	t.match(judgeEndpoint('livez', health), { isOk: true, why: '', checks: [{ name: 'podvisord', wrong: undefined }] });
	t.match(judgeEndpoint('readyz', health), { isOk: false, why: 'web is FATAL; api is STARTING' });
	t.match(judgeEndpoint('startupz', health), { isOk: false, why: 'api is STARTING' });
	t.strictSame(
		judgeEndpoint('startupz', health).checks.map(({ name, wrong }) => `${name} ${wrong}`),
		['shutdown undefined', 'web undefined', 'api is STARTING', 'job undefined'],
	);
});

t.test('an answer is one line of bounded length, whatever a program printed and however many there are', async (t) => {
	const why = `says\r\n\u001b[31m${'x'.repeat(5000)}\u2028end`;
	const processes = Array.from({ length: 100 }, (_, index) => report(`p${index}`, { isWaitedFor: true, why }));
	const verdict = judgeEndpoint('readyz', pod({ isReady: false, status: 'unhealthy', processes }));
	t.match(verdict.why, /^p0 says x+…; p1 .*; and 95 more$/);
	t.ok(verdict.why.length < 1500);
	for (const { wrong } of verdict.checks) t.notMatch(wrong ?? '', /[\p{Cc}\u2028]/u);
});

t.test('a pod that stops is not ready for that, and alive until its time is over', async (t) => {
	const stopping = pod({ status: 'stopping', why: 'the pod stops', isReady: false, isStarted: false });
	const processes = [report('web', { isWaitedFor: true, why: 'is being restarted' })];
	t.match(judgeEndpoint('readyz', { ...stopping, processes }), { isOk: false, why: 'the pod stops' });
	t.match(judgeEndpoint('livez', stopping), { isOk: true });
	t.match(judgeEndpoint('livez', { ...stopping, isAlive: false }), { isOk: false, why: /shutdown_timeout/ });
});
