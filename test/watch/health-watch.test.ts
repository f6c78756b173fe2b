import t from 'tap';
import type { HealthTiming, Probe, ProbeKind } from '../../src/config/config.ts';
import type { ProbeResult } from '../../src/events/probe-result.ts';
import { FakeClock } from '../../src/platform/fake/fake-clock.ts';
import type { ProbeGroup } from '../../src/watch/group-probes.ts';
import { HealthWatch } from '../../src/watch/health-watch.ts';
import type { ProbeAnswer, ProbeAsker } from '../../src/watch/probe-asker.ts';
import { processConfig } from '../fixtures/configs.ts';

const HTTP: Probe = { type: 'http', url: 'http://127.0.0.1/health' };
const TCP: Probe = { type: 'tcp', host: '127.0.0.1', port: 80 };
const LOG: Probe = { type: 'log', pattern: 'ready' };
const OK: ProbeAnswer = { isOk: true, message: 'fine' };
const BAD: ProbeAnswer = { isOk: false, message: 'bad' };

/** A watch whose probes answer as the test says, after a time of their own. */
function watch(
	probes: Partial<Record<ProbeKind, Probe>>,
	answers: (probe: Probe, at: number) => { readonly answer: ProbeAnswer; readonly afterMs?: number },
	timing: Partial<HealthTiming> = {},
) {
	const clock = new FakeClock();
	const asked: { readonly type: string; readonly at: number; readonly kinds: string }[] = [];
	const results: ProbeResult[] = [];
	const found: string[] = [];
	const news = new Map<string, () => void>();
	let asking = 0;
	let mostAtOnce = 0;
	let closed = 0;
	const createAsker = ({ probe, kinds }: ProbeGroup): ProbeAsker => {
		let isAsking = false;
		return {
			pace: probe.type === 'log' ? 'told' : 'active',
			isOnce: probe.type === 'log',
			async ask(signal) {
				if (isAsking) throw new Error('it is being asked already');
				isAsking = true;
				mostAtOnce = Math.max(mostAtOnce, ++asking);
				asked.push({ type: probe.type, at: Math.round(clock.now()), kinds: kinds.join('+') });
				const { answer, afterMs = 0 } = answers(probe, clock.now());
				const given = await clock.answer(afterMs, answer, { signal, aborted: BAD });
				isAsking = false;
				asking--;
				return given;
			},
			onNews: (listener) => news.set(probe.type, listener),
			close: () => {
				closed++;
			},
		};
	};
	const healthWatch = new HealthWatch({
		config: processConfig({
			...probes,
			health: { intervalMs: 10_000, timeoutMs: 2000, retries: 3, startPeriodMs: 0, ...timing },
		}),
		clock,
		createAsker,
		spread: 0,
		onResult: (result) => results.push(result),
		onFinding: (finding) => found.push(`${Math.round(clock.now())} ${finding.type}`),
	});
	return {
		clock,
		asked,
		results,
		found,
		news,
		healthWatch,
		get mostAtOnce() {
			return mostAtOnce;
		},
		get closed() {
			return closed;
		},
	};
}

t.test('one question serves readiness and liveness where they are the same, and both have its answer', async (t) => {
	const pod = watch({ readiness: HTTP, liveness: { ...HTTP } }, () => ({ answer: OK, afterMs: 5 }));
	await pod.clock.advanceInTurns(10_200);
	t.strictSame(pod.asked, [
		{ type: 'http', at: 100, kinds: 'readiness+liveness' },
		{ type: 'http', at: 10_105, kinds: 'readiness+liveness' },
	]);
	t.strictSame(pod.found, ['105 ready', '105 healthy']);
	t.match(pod.results, [
		{ kind: 'readiness', isOk: true, latencyMs: 5, message: 'fine', wallMs: pod.clock.wall() - 10_095 },
		{ kind: 'liveness', isOk: true },
		{ kind: 'readiness' },
		{ kind: 'liveness' },
	]);
});

t.test('different ones are asked at the same time, none before its answer', async (t) => {
	const pod = watch({ readiness: HTTP, liveness: TCP }, () => ({ answer: BAD, afterMs: 1900 }), { intervalMs: 1000 });
	await pod.clock.advanceInTurns(60_000);
	t.equal(pod.mostAtOnce, 2);
	const times = (type: string) => pod.asked.filter((each) => each.type === type).map(({ at }) => at);
	t.strictSame(times('tcp'), [1000, 3900, 6800], 'and it is over when it is unhealthy');
	t.strictSame(pod.found, ['8700 unhealthy']);
	const last = pod.asked.length;
	await pod.clock.advanceInTurns(60_000);
	t.equal(pod.asked.length, last);
	t.equal(pod.closed, 2);
});

t.test('the first success is waited for with quick questions, whose failures do not restart anything', async (t) => {
	const pod = watch({ readiness: HTTP, liveness: HTTP }, (_probe, at) => ({ answer: at > 9000 ? OK : BAD }));
	await pod.clock.advanceInTurns(12_000);
	t.ok(pod.asked.length > 10);
	t.match(pod.found, [/^\d+ ready$/, /^\d+ healthy$/]);
	t.ok(Number.parseInt(pod.found[0] ?? '', 10) <= 10_100, 'soon after it could have answered');
});

t.test('startup goes before the others, and is not asked again', async (t) => {
	const pod = watch({ startup: TCP, readiness: HTTP, liveness: HTTP }, (_probe, at) => ({
		answer: at > 3000 ? OK : BAD,
	}));
	await pod.clock.advanceInTurns(30_000);
	const firstHttp = pod.asked.findIndex(({ type }) => type === 'http');
	t.ok(pod.asked.slice(0, firstHttp).every(({ type }) => type === 'tcp'));
	t.ok(pod.asked.slice(firstHttp).every(({ type }) => type === 'http'));
	t.match(pod.found, [/ ready$/, / healthy$/]);
	t.strictSame([...new Set(pod.results.map(({ kind }) => kind))], ['startup', 'readiness', 'liveness']);
});

t.test('one probe for all three', async (t) => {
	const pod = watch({ startup: HTTP, readiness: HTTP, liveness: HTTP }, () => ({ answer: OK }));
	await pod.clock.advanceInTurns(100);
	t.strictSame(pod.asked, [{ type: 'http', at: 100, kinds: 'startup+readiness+liveness' }]);
	t.strictSame(pod.found, ['100 ready', '100 healthy']);
});

t.test('what speaks by itself is taken when it speaks', async (t) => {
	let isOk = false;
	const pod = watch({ readiness: LOG }, () => ({ answer: isOk ? OK : BAD }));
	await pod.clock.advanceInTurns(1234);
	isOk = true;
	pod.news.get('log')?.();
	await pod.clock.advanceInTurns(100_000);
	t.strictSame(pod.found, ['1234 ready']);
	t.strictSame(
		pod.results.map((result) => result.isOk),
		[true],
	);
});

t.test('when it is closed no answer counts any more', async (t) => {
	const pod = watch({ readiness: HTTP, liveness: TCP }, () => ({ answer: OK, afterMs: 50 }));
	await pod.clock.advanceInTurns(120);
	pod.healthWatch.close();
	await pod.clock.advanceInTurns(100_000);
	t.strictSame(pod.found, []);
	t.strictSame(pod.results, []);
	t.equal(pod.asked.length, 1);
	t.equal(pod.clock.nextAt(), undefined, 'and no timer is left');
});
