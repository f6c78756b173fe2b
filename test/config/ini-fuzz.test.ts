import t from 'tap';
import { emptyDocument } from '../../src/config/ini/ini-document.ts';
import { mergeIni } from '../../src/config/ini/merge-ini.ts';
import { generateIniFiles } from './generate-ini-files.ts';
import { fuzzCases, fuzzSeed, SeededRandom } from './seeded-random.ts';
import { NO_REFERENCE, SupervisordOracle } from './supervisord-oracle.ts';

interface Parsed {
	readonly sections?: readonly (readonly [string, readonly (readonly [string, string])[]])[];
	readonly defaults?: readonly (readonly [string, string])[];
	readonly error?: string;
}

const CASES = fuzzCases(24_000);
const BATCH = 500;

t.test('reads any file as supervisord does, or refuses it as well', { skip: NO_REFERENCE }, async (t) => {
	const seed = fuzzSeed();
	const random = new SeededRandom(seed);
	const oracle = new SupervisordOracle();
	t.teardown(() => oracle.close());
	let refused = 0;
	for (let done = 0; done < CASES; done += BATCH) {
		const cases = Array.from({ length: BATCH }, () => generateIniFiles(random));
		const answers = await oracle.ask<Parsed>(cases.map((files) => ({ do: 'parse', files })));
		for (const [index, files] of cases.entries()) {
			const theirs = answers[index] as Parsed;
			const ours = parse(files);
			if (theirs.error !== undefined) refused++;
			const agree =
				theirs.error === undefined
					? ours !== undefined && JSON.stringify(ours) === JSON.stringify(sortKeys(theirs))
					: ours === undefined;
			if (agree) continue;
			for (const [name, value] of Object.entries({ files, supervisord: theirs, podvisor: ours ?? 'refused' })) {
				// As JSON, which shows every control character; not as TAP, which would take some of them for its own.
				console.error(`${name}: ${JSON.stringify(value)}`);
			}
			t.fail(`supervisord reads a file otherwise: PODVISOR_SEED=${seed}, file ${done + index}`);
			return;
		}
	}
	t.comment(`${CASES} files, of which both refused ${refused}; PODVISOR_SEED=${seed}`);
	t.ok(refused > CASES / 50 && refused < CASES / 2, 'some files are refused, and most are not');
});

/** `undefined` where a line is bad. */
function parse(files: readonly string[]): Parsed | undefined {
	const document = emptyDocument();
	for (const [index, text] of files.entries()) {
		if (mergeIni(document, `${index}.conf`, text).length > 0) return undefined;
	}
	const plain = (values: Iterable<[string, { text: string }]>): [string, string][] =>
		[...values].map(([key, { text }]) => [key, text]);
	return sortKeys({
		sections: [...document.sections].map(([name, values]) => [name, plain(values)]),
		defaults: plain(document.defaults),
	});
}

/** The order of keys has no meaning; that of sections has. */
function sortKeys({ sections = [], defaults = [] }: Parsed): Parsed {
	const sorted = (pairs: readonly (readonly [string, string])[]): (readonly [string, string])[] =>
		pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
	return { sections: sections.map(([name, pairs]) => [name, sorted(pairs)]), defaults: sorted(defaults) };
}
