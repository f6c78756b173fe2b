import t from 'tap';
import { choose, parseArguments } from '../../bench/parse-arguments.ts';

t.test('without arguments everything is measured and kept', async (t) => {
	t.match(parseArguments([]), { quick: false, compare: false, report: false, help: false });
	t.equal(parseArguments([]).only, undefined);
	t.equal(parseArguments([]).rounds, undefined);
});

t.test('measures, peers and rounds can be chosen', async (t) => {
	const options = parseArguments(['--only=cold-start,respawn', '--peers=podvisor,runit', '--rounds=3', '--quick']);
	t.match(options, { only: ['cold-start', 'respawn'], peers: ['podvisor', 'runit'], rounds: 3, quick: true });
});

t.test('a count of rounds that is none is refused', async (t) => {
	for (const text of ['0', '-1', '1.5', 'many', '']) {
		t.throws(() => parseArguments([`--rounds=${text}`]), { message: `--rounds: '${text}' is no count; at least 1` });
	}
});

t.test('an unknown option is refused', async (t) => {
	t.throws(() => parseArguments(['--fast']), { message: /--fast/ });
});

t.test('a name that nobody has is refused with those there are', async (t) => {
	t.strictSame(choose(['b', 'a'], ['a', 'b', 'c'], 'peer'), ['a', 'b']);
	t.strictSame(choose(undefined, ['a', 'b'], 'peer'), ['a', 'b']);
	t.throws(() => choose(['x'], ['a', 'b'], 'peer'), { message: "there is no peer 'x'; there are a, b" });
});
