import t, { type Test } from 'tap';
import type { LoadReport } from './swarm/load.ts';
import { StackUnderTest } from './swarm/stack-under-test.ts';

const WAIT_MS = 90_000;

t.test('on a swarm, three pods are updated under load, and a broken image is taken back', async (t) => {
	const stack = await StackUnderTest.prepare(t);
	const [first, second, exits, hangs] = await Promise.all([
		stack.buildImage('1', { 'public/version.txt': '1\n' }),
		stack.buildImage('2', { 'public/version.txt': '2\n' }),
		stack.buildImage('3', { 'public/version.txt': '3\n' }, '["podvisord", "-n", "-c", "/nowhere.conf"]'),
		// A service that neither ends nor listens: the pod is up, and never healthy.
		stack.buildImage('4', { 'public/version.txt': '4\n', 'user-service.mjs': 'setInterval(() => {}, 60_000);\n' }),
	]);

	await stack.deploy(first);
	await stack.replicas.until(3, first, WAIT_MS);
	stack.replicas.count();
	const load = await stack.startLoad(4);
	const before = await load.until(({ byVersion }) => (byVersion['1'] ?? 0) >= 20);

	await t.test('each takes the tokens of the others: they have one secret', async (t) => {
		t.strictSame(await stack.verifyEverywhere(), [200, 200, 200]);
	});

	await t.test('a rolling update: no request is lost, and never are fewer than three up', async (t) => {
		t.equal(await stack.update(second), 'completed');
		await stack.replicas.until(3, second, WAIT_MS);
		const at = await load.until(({ byVersion }) => (byVersion['2'] ?? 0) >= 20);
		const later = await load.until(({ byVersion }) => (byVersion['2'] ?? 0) >= (at.byVersion['2'] ?? 0) + 20);
		t.equal(later.byVersion['1'], at.byVersion['1'], 'the old image answers no more');
		checkService(t, { stack, before, after: later });
	});

	for (const [image, what] of [
		[exits, 'that exits at once'],
		[hangs, 'that is never healthy'],
	] as const) {
		await t.test(`an image ${what} is taken back, and the old one answers meanwhile`, async (t) => {
			const before = await load.until(() => true);
			stack.replicas.count();
			t.equal(await stack.update(image), 'rollback_completed');
			await stack.replicas.until(3, second, WAIT_MS);
			const after = await load.until(({ answered }) => answered >= before.answered + 20);
			t.strictSame(Object.keys(after.byVersion), ['1', '2'], 'nobody was answered by the broken image');
			checkService(t, { stack, before, after });
		});
	}
	const { failed, failures } = await load.stop();
	t.strictSame({ failed, failures }, { failed: 0, failures: [] });
});

interface Checked {
	readonly stack: StackUnderTest;
	readonly before: LoadReport;
	readonly after: LoadReport;
}

function checkService(t: Test, { stack, before, after }: Checked): void {
	const { fewest, history } = stack.replicas;
	t.strictSame({ failed: after.failed, failures: after.failures }, { failed: 0, failures: [] });
	t.ok(fewest >= 3, `never fewer than 3 were up: ${fewest}`, { history });
	const refused = after.refused - before.refused;
	t.comment(
		`${after.answered - before.answered} requests answered, ${refused} connections refused and tried elsewhere`,
	);
}
