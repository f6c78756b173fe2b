import t from 'tap';
import type { Criterion, Finding } from '../../docker/acceptance/criterion.ts';
import { showFindings, showOutcomes } from '../../docker/acceptance/show-summary.ts';

const run = async (): Promise<Finding> => ({ figure: '', faults: [] });
const stop: Criterion = { name: 'stop', title: '2 it stops', limit: '10 s', run };
const start: Criterion = { name: 'start', title: '1 it starts', limit: '30 s', run };
const CRITERIA = [stop, start];

const GOOD: Finding = { figure: '0.40 s, in order', brief: '0.40 s', faults: [] };
const BAD: Finding = { figure: '', faults: ['exit code 137', 'it took 10.20 s'] };

t.test('the table has a row for each criterion, by their numbers, and what does not hold below it', async (t) => {
	const findings = new Map([
		['start', GOOD],
		['stop', BAD],
	]);
	t.equal(
		showFindings(CRITERIA, findings),
		`criterion    result  limit  figure
───────────  ──────  ─────  ────────────────
1 it starts  holds   30 s   0.40 s, in order
2 it stops   FAILS   10 s
stop: exit code 137
stop: it took 10.20 s`,
	);
});

t.test('what was not tried is no success', async (t) => {
	t.match(showFindings(CRITERIA, new Map([['start', GOOD]])), /^2 it stops {3}not tried {2}10 s$/m);
});

t.test('the table of variants has a column for each criterion, and says what was left out', async (t) => {
	const findings = new Map([
		['start', GOOD],
		['stop', BAD],
	]);
	const shown = showOutcomes(CRITERIA, [
		{ variant: { name: 'plain', options: [] }, findings },
		{ variant: { name: 'Alpine', options: [] }, skipped: 'there is no image x' },
	]);
	t.equal(
		shown,
		`variant  start     stop
───────  ────────  ────
plain    ✓ 0.40 s  ✗
Alpine   –         –
plain: stop: exit code 137
plain: stop: it took 10.20 s
Alpine: left out, there is no image x`,
	);
});
