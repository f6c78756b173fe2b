import { parseArgs } from 'node:util';

export interface BenchArguments {
	/** Names of measures; all where it is absent. */
	readonly only?: readonly string[];
	/** Names of peers; all that a measure has where it is absent. */
	readonly peers?: readonly string[];
	/** Instead of what each measure asks for. */
	readonly rounds?: number;
	/** One round of small pods: whether it works. Its results are not kept. */
	readonly quick: boolean;
	/** Against the kept results, which stay; the exit status is 1 where Podvisor became worse. */
	readonly compare: boolean;
	/** Measures nothing: draws tables, plots and the figures of the documents from the kept results. */
	readonly report: boolean;
	readonly help: boolean;
}

export const USAGE: string = `npm run bench [-- OPTIONS]
  --only=cold-start,respawn    these measures
  --peers=podvisor,supervisord these peers; results are kept only of runs with all of them
  --rounds=N                   so many samples of each peer
  --quick                      one round of small pods, to see that it works; its results are not kept
  --compare                    compares with the kept results, which stay; exit status 1 where Podvisor became worse
  --report                     measures nothing; draws tables, plots and the documents' figures from the kept results
`;

/** Throws an error that says what is wrong. */
export function parseArguments(argv: readonly string[]): BenchArguments {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			only: { type: 'string' },
			peers: { type: 'string' },
			rounds: { type: 'string' },
			quick: { type: 'boolean', default: false },
			compare: { type: 'boolean', default: false },
			report: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	const { only, peers, rounds, ...flags } = values;
	return {
		...flags,
		...(only === undefined ? {} : { only: names(only) }),
		...(peers === undefined ? {} : { peers: names(peers) }),
		...(rounds === undefined ? {} : { rounds: count(rounds) }),
	};
}

/** Those of the names, in the order of `known`; throws where one is unknown. */
export function choose(wanted: readonly string[] | undefined, known: readonly string[], what: string): string[] {
	const unknown = wanted?.find((name) => !known.includes(name));
	if (unknown !== undefined) throw new Error(`there is no ${what} '${unknown}'; there are ${known.join(', ')}`);
	return known.filter((name) => wanted === undefined || wanted.includes(name));
}

function names(text: string): string[] {
	return text.split(',').filter((name) => name !== '');
}

function count(text: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1) throw new Error(`--rounds: '${text}' is no count; at least 1`);
	return number;
}
