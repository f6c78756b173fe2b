import t from 'tap';
import { compareWithKept } from '../../bench/report/compare-with-kept.ts';
import { fakeResults } from './fake-results.ts';

const GOALS = [{ figure: 'start', than: 'supervisord', atMost: 1 }];
const at = (own: number) => fakeResults({ podvisor: [own], supervisord: [100] }, GOALS);
const kept = new Map([['fake', { newest: at(10), before: at(1) }]]);

t.test('what seems worse is measured once more, and is worse only where that says so too', async (t) => {
	const said = t.capture(console, 'log', () => undefined);
	const asked: string[] = [];
	const again = (now: number) => async (name: string) => {
		asked.push(name);
		return at(now);
	};
	t.equal(await compareWithKept([at(11)], kept, again(20)), false);
	t.strictSame(asked, [], 'nothing seemed worse');
	t.equal(await compareWithKept([at(20)], kept, again(11)), false);
	t.equal(await compareWithKept([at(20)], kept, again(20)), true);
	t.strictSame(asked, ['fake', 'fake']);
	t.match(said().at(-1)?.args, ['Podvisor is WORSE:\n  fake: first of "3" ≤ 1 × supervisord']);
});

t.test('what has no kept results is not worse', async (t) => {
	t.capture(console, 'log', () => undefined);
	t.equal(await compareWithKept([at(20)], new Map(), async () => undefined), false);
});
