import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { compareWithSupervisord } from './compare-with-supervisord.ts';
import { generateConfig } from './generate-config.ts';
import { fuzzCases, fuzzSeed, SeededRandom } from './seeded-random.ts';
import { NO_REFERENCE, SupervisordOracle } from './supervisord-oracle.ts';

const CASES = fuzzCases(2500);
const ENVIRONMENT = { PATH: '/bin', HOME: '/root', N: '2', FLAG: 'true', USER: 'root' };

t.test(
	'accepts, refuses and understands whole configurations as supervisord does',
	{ skip: NO_REFERENCE },
	async (t) => {
		const seed = fuzzSeed();
		const random = new SeededRandom(seed);
		const oracle = new SupervisordOracle();
		t.teardown(() => oracle.close());
		const file = join(t.testdir({}), 'fuzz.conf');
		let refused = 0;
		for (let index = 0; index < CASES; index++) {
			const text = generateConfig(random, random.pick([2, 5, 10]));
			writeFileSync(file, text);
			const { refusal, problems, differences } = await compareWithSupervisord(oracle, file, ENVIRONMENT);
			if (refusal !== undefined) refused++;
			const agree = refusal === undefined ? problems.length === 0 && differences.length === 0 : problems.length > 0;
			if (agree) continue;
			console.error(
				[text, `supervisord: ${refusal ?? 'accepts it'}`, 'podvisor:', ...problems, ...differences].join('\n'),
			);
			t.fail(`supervisord takes a configuration otherwise: PODVISOR_SEED=${seed}, case ${index}`);
			return;
		}
		t.comment(`${CASES} configurations, of which both refused ${refused}; PODVISOR_SEED=${seed}`);
		t.ok(refused > CASES / 10 && refused < CASES * 0.9, 'some are refused, and some are not');
	},
);
