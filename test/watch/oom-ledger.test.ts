import t from 'tap';
import type { ExitStatus } from '../../src/foundation/exit-status.ts';
import type { OomKills } from '../../src/platform/memory.ts';
import { OomLedger } from '../../src/watch/oom-ledger.ts';

const KILLED: ExitStatus = { type: 'signal', signal: 9, dumpedCore: false };
const KILLED_BELOW_A_SHELL: ExitStatus = { type: 'code', code: 137 };

function kills(own: Readonly<Record<string, number>>, around: Readonly<Record<string, number>> = {}): OomKills {
	return { own: new Map(Object.entries(own)), around: new Map(Object.entries(around)) };
}

/** Looks at each in turn, a second apart. */
function ledger(...looks: readonly (OomKills | undefined)[]): OomLedger {
	const made = new OomLedger();
	for (const [index, look] of looks.entries()) made.look(look, index * 1000);
	return made;
}

t.test('a death by SIGKILL and a count that rose belong together', async (t) => {
	t.equal(ledger(kills({ a: 5 }), kills({ a: 6 })).judge(KILLED, false), 'yes');
	t.equal(ledger(kills({ a: 5 }), kills({ a: 6 })).judge(KILLED_BELOW_A_SHELL, false), 'yes');
	t.equal(ledger(kills({ a: 5 }), kills({ a: 5 })).judge(KILLED, false), 'no', 'what was before is nothing');
	t.equal(ledger(kills({ a: 5 }), kills({ a: 5, new: 1 })).judge(KILLED, false), 'yes', 'in a cgroup that is new');
	t.equal(ledger(kills({ a: 5, b: 9 }), kills({ a: 6 })).judge(KILLED, false), 'yes', 'though another one is gone');
	for (const exit of [
		{ type: 'code', code: 0 },
		{ type: 'code', code: 9 },
		{ type: 'signal', signal: 15, dumpedCore: false },
	] as const) {
		t.equal(ledger(kills({ a: 5 }), kills({ a: 6 })).judge(exit, false), 'no');
	}
});

t.test('each kill is one death', async (t) => {
	const made = ledger(kills({ a: 0 }), kills({ a: 2 }));
	t.strictSame(
		[1, 2, 3].map(() => made.judge(KILLED, false)),
		['yes', 'yes', 'no'],
	);
});

t.test('a kill that nobody died of is forgotten, and told', async (t) => {
	const made = ledger(kills({ a: 0 }), kills({ a: 2 }));
	t.equal(made.look(kills({ a: 2 }), 5000), 0);
	t.equal(made.look(kills({ a: 2 }), 20_000), 2);
	t.equal(made.judge(KILLED, false), 'no');
});

t.test('what cannot be known is unknown', async (t) => {
	t.equal(ledger(undefined).judge(KILLED, false), 'unknown');
	t.equal(ledger(kills({ a: 0 }), kills({ a: 1 })).judge(KILLED, true), 'unknown', 'we had killed it, too');
	t.equal(ledger(kills({ a: 0 }), kills({ a: 0 })).judge(KILLED, true), 'no');
	t.equal(ledger(kills({}, { host: 1 }), kills({}, { host: 2 })).judge(KILLED, false), 'unknown');
	t.equal(ledger(kills({}, { host: 1 }), kills({}, { host: 1 })).judge(KILLED, false), 'no');
	const both = ledger(kills({ a: 0 }, { above: 1 }), kills({ a: 1 }, { above: 2 }));
	t.strictSame(
		[1, 2].map(() => both.judge(KILLED, false)),
		['yes', 'no'],
		'ours is counted above as well',
	);
});
