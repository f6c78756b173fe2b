/** What metrics count, of pods on a virtual clock. */
import t from 'tap';
import type { ProcessConfig } from '../../src/config/config.ts';
import { LATENCY_BUCKETS, LatencyHistogram } from '../../src/events/latency-histogram.ts';
import type { ProcessTally } from '../../src/events/process-tally.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { type PodOnFake, startPodOnFake } from '../fixtures/pod-on-fake.ts';

const KEY = 'web:web';

function run(script: FakeScript, overrides: Partial<ProcessConfig> = {}): PodOnFake & { tally(): ProcessTally } {
	const system = createFakeSystem(script);
	system.files.put('/bin/web', '', 0o755);
	const web = processConfig({ name: 'web', argv: ['/bin/web'], ...overrides });
	const pod = startPodOnFake(podConfig([web]), system);
	return {
		...pod,
		tally() {
			const tally = pod.session.watch.tally.of(KEY);
			if (tally === undefined) throw new Error('nothing was counted');
			return tally;
		},
	};
}

/** Stops it or starts it, as an operator does. */
function operate({ pod, system }: PodOnFake, type: 'start' | 'stop'): void {
	pod.post({ type, at: pod.now, process: KEY });
	system.advance(5000);
}

t.test('an end that should not have been is a crash, and so is the start after it', async (t) => {
	const pod = run((self) => self.after(2000, () => self.exit(3)));
	pod.system.advance(0);
	t.match(pod.tally(), { starts: 1, lastExit: undefined });
	pod.system.advance(2000);
	t.match(pod.tally(), { starts: 2, spawnFailures: 0, lastExit: { code: 3 } });
	t.strictSame([...pod.tally().restarts], [['crash', 1]]);
	t.strictSame([...pod.tally().exits], [['3', 1]]);
	pod.system.advance(2000);
	t.strictSame([...pod.tally().restarts], [['crash', 2]]);
	t.strictSame([...pod.tally().exits], [['3', 2]]);
});

t.test('one that ends as expected and is kept up is no crash', async (t) => {
	const pod = run((self) => self.after(2000, () => self.exit(0)), { autorestart: 'always' });
	pod.system.advance(2000);
	t.strictSame([...pod.tally().restarts], [['exit', 1]]);
	t.match(pod.tally().lastExit, { code: 0 });
});

t.test('who was not started again for its ill health was started by whoever does so later', async (t) => {
	const pod = run((self) => self.onSignal(15, () => self.exit(0)), { autorestart: 'never' });
	pod.system.advance(2000);
	const [web] = pod.pod.living();
	if (web === undefined) throw new Error('nothing lives');
	pod.pod.unhealthy(web, 'liveness', 'no answer');
	pod.system.advance(5000);
	t.equal(pod.state(KEY), 'EXITED');
	operate(pod, 'start');
	t.strictSame([...pod.tally().restarts], [['operator', 1]]);
});

t.test('a start that failed is tried again; giving up is no end of its own', async (t) => {
	const pod = run((self) => self.exit(7), { startretries: 2 });
	pod.system.advance(60_000);
	t.equal(pod.state(KEY), 'FATAL');
	t.match(pod.tally(), { starts: 3, spawnFailures: 0 });
	t.strictSame([...pod.tally().restarts], [['retry', 2]]);
	t.strictSame([...pod.tally().exits], [['7', 3]]);
});

t.test('where no process came, none has ended', async (t) => {
	const pod = run(() => {}, { argv: ['/bin/nothing'], startretries: 1 });
	pod.system.advance(60_000);
	t.equal(pod.state(KEY), 'FATAL');
	t.match(pod.tally(), { starts: 2, spawnFailures: 2, lastExit: undefined });
	t.strictSame([...pod.tally().exits], []);
	t.strictSame([...pod.tally().restarts], [['retry', 1]]);
});

t.test('what is found unhealthy is started again for that; the signal of its stop is its end', async (t) => {
	const pod = run(() => {});
	pod.system.advance(2000);
	for (const cause of ['liveness', 'memory'] as const) {
		const [process] = pod.pod.living();
		t.ok(process);
		if (process !== undefined) pod.pod.unhealthy(process, cause, 'because');
		pod.system.advance(20_000);
	}
	t.equal(pod.state(KEY), 'RUNNING');
	t.strictSame([...pod.tally().restarts].sort(), [
		['memory', 1],
		['unhealthy', 1],
	]);
	t.strictSame([...pod.tally().exits], [['SIGTERM', 2]]);
	t.match(pod.tally().lastExit, { code: 143 });
});

t.test('what an operator starts again is told apart from what fell ill before', async (t) => {
	const pod = run(() => {});
	pod.system.advance(2000);
	operate(pod, 'stop');
	t.equal(pod.state(KEY), 'STOPPED');
	operate(pod, 'start');
	t.equal(pod.state(KEY), 'RUNNING');
	t.strictSame([...pod.tally().restarts], [['operator', 1]]);
	const [process] = pod.pod.living();
	if (process !== undefined) pod.pod.unhealthy(process, 'liveness', 'because');
	operate(pod, 'stop');
	operate(pod, 'start');
	t.strictSame([...pod.tally().restarts], [['operator', 2]], 'the stop was the last word');
});

t.test('who is gone from the configuration is forgotten', async (t) => {
	const pod = run(() => {});
	pod.system.advance(2000);
	const { tally } = pod.session.watch;
	tally.keepOnly(new Set(['other:other']));
	t.equal(tally.of(KEY), undefined);
});

t.test('closed logs go on to count', async (t) => {
	const { tally } = run(() => {}).session.watch;
	tally.logClosed(KEY, 'stdout', { bytesIn: 10, bytesDropped: 1, rotations: 2 });
	tally.logClosed(KEY, 'stdout', { bytesIn: 5, bytesDropped: 0, rotations: 1 });
	t.strictSame(tally.of(KEY)?.closedLogs, {
		stdout: { bytesIn: 15, bytesDropped: 1, rotations: 3 },
		stderr: { bytesIn: 0, bytesDropped: 0, rotations: 0 },
	});
});

t.test('answers of probes are counted by result and by how long they took', async (t) => {
	const { session } = run(() => {});
	const process = { group: 'web', name: 'web', program: 'web' };
	for (const [isOk, latencyMs] of [
		[true, 3],
		[true, 5],
		[false, 60_000],
	] as const) {
		const result = { kind: 'liveness', isOk, latencyMs, message: '', wallMs: 0 } as const;
		session.watch.observations.saw({ type: 'probe', process, result });
	}
	const probe = session.watch.tally.of(KEY)?.probes.get('liveness');
	t.match(probe, { successes: 2, failures: 1 });
	t.equal(probe?.latency.count, 3);
	t.ok(Math.abs((probe?.latency.sumSeconds ?? 0) - 60.008) < 1e-9);
	t.equal(probe?.latency.cumulative()[LATENCY_BUCKETS.indexOf(0.001)], 0);
	t.equal(probe?.latency.cumulative()[LATENCY_BUCKETS.indexOf(0.005)], 2, 'a bound belongs to its bucket');
	t.equal(probe?.latency.cumulative().at(-1), 2, 'the slow one is beyond them all');
});

t.test('buckets only grow', async (t) => {
	const histogram = new LatencyHistogram();
	for (let i = 0; i < 100; i++) histogram.observe(i / 7);
	const counts = histogram.cumulative();
	t.strictSame(
		counts.toSorted((a, b) => a - b),
		counts,
	);
	t.equal(histogram.count, 100);
});
