import t from 'tap';
import { Sweeper } from '../../src/daemon/sweeper.ts';
import { SIGKILL } from '../../src/foundation/signals.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';

const TREE = { leader: 100, cookie: 'PODVISOR_COOKIE=test/web' };
const SIGTERM = 15;

t.test('what cannot be killed is given up, however often a stop asks for it', async (t) => {
	const system = createFakeSystem();
	const processes = { ...system.processes, liveTree: () => [101] };
	const sweeper = new Sweeper({ ...system, processes });
	const given: (readonly number[])[] = [];
	const sweep = (signal: number): void => sweeper.sweep(TREE, signal, (survivors) => given.push(survivors));
	sweep(SIGTERM);
	system.advance(60_000);
	t.strictSame(given, [], 'any other signal leaves it all the time it wants');
	for (let second = 0; second < 5; second++) {
		t.strictSame(given, []);
		sweep(SIGKILL);
		system.advance(1000);
	}
	t.strictSame(given, [[101]]);
});
