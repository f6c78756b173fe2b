import t from 'tap';
import { type Expansions, formatTemplate } from '../../src/config/expand/format-template.ts';
import { shlexSplit } from '../../src/config/python/shlex-split.ts';
import { autoRestart } from '../../src/config/values/auto-restart.ts';
import { boolean } from '../../src/config/values/boolean.ts';
import { byteSize } from '../../src/config/values/byte-size.ts';
import { exitCodes } from '../../src/config/values/exit-codes.ts';
import { inetAddress } from '../../src/config/values/inet-address.ts';
import { integer } from '../../src/config/values/integer.ts';
import { keyValues } from '../../src/config/values/key-values.ts';
import { list } from '../../src/config/values/list.ts';
import { logLevel } from '../../src/config/values/log-level.ts';
import { processOrGroupName } from '../../src/config/values/name.ts';
import { octal } from '../../src/config/values/octal.ts';
import { signalNumber } from '../../src/config/values/signal-number.ts';
import type { ValueType } from '../../src/config/values/value-type.ts';
import { nodeConfigSource } from './node-config-source.ts';
import { fuzzCases, fuzzSeed, SeededRandom } from './seeded-random.ts';
import { NO_REFERENCE, SupervisordOracle } from './supervisord-oracle.ts';

interface Answer {
	readonly value?: unknown;
	readonly error?: string;
}

interface Subject {
	/** What the oracle is asked to do, beside the text. */
	readonly request: object;
	readonly make: (random: SeededRandom) => string;
	/** `undefined` where the text is refused. */
	readonly ours: (text: string) => unknown;
	readonly theirs?: (value: unknown) => unknown;
}

const CASES = fuzzCases(4000);
const source = nodeConfigSource();

const NUMBERS = [
	'0',
	'1',
	'7',
	'08',
	'10',
	'255',
	'256',
	'65535',
	'65536',
	'1_000',
	'1__0',
	'_1',
	'1_',
	'٣',
	'１２',
	'-1',
	'+5',
	'--5',
	'1e3',
	'0x10',
	'0o17',
	'0O7',
	'0o_1',
	'99999999999999999999',
	'²',
	'1.5',
	'',
];
const SPACES = ['', '', '', ' ', '\t', '\u00a0', '\u0085', '\u2028', '\ufeff', '\u001c', '\n'];

const number = (random: SeededRandom): string => {
	const digits = random.chance(70)
		? random.pick(NUMBERS)
		: random.several(1, 6, () => random.pick(Array.from('0123456789_+- ')));
	return random.pick(SPACES) + digits + random.pick(SPACES);
};
const words =
	(...choices: readonly string[]) =>
	(random: SeededRandom): string => {
		const word = random.pick(choices);
		return (
			random.pick(SPACES.slice(0, 6)) +
			Array.from(word, (letter) => (random.chance(20) ? letter.toUpperCase() : letter)).join('') +
			random.pick(['', '', '', '', ' ', 'x'])
		);
	};
const soup =
	(characters: string, most: number) =>
	(random: SeededRandom): string =>
		random.several(0, most, () => random.pick(Array.from(characters)));

const NAMES: Readonly<Record<string, string | number>> = {
	here: '/etc',
	ENV_A: 'a b',
	ENV_E: '',
	'ENV_(x)': 'y',
	process_num: 7,
	numprocs: 12,
	big: 123456789,
	minus: -3,
	ü: 'it\'s "ü"\n\u00a0\u2028🙂',
};
const expansions: Expansions = new Map(Object.entries(NAMES));

const anyTemplate = (random: SeededRandom): string =>
	random.several(1, 4, () => {
		if (random.chance(20))
			return random.pick([
				'',
				'text',
				'%%',
				'%',
				'🙂',
				' ',
				'100%',
				'%(',
				'%()s',
				'%(here',
				')',
				'%5%',
				'%-%',
				'%(here)%',
				'%%s',
				'%d',
			]);
		const name = random.pick([...Object.keys(NAMES), 'process_num', 'process_num', 'here', 'unknown', 'ENV_B']);
		const flags = random.several(0, 2, () => random.pick(Array.from('-+ #0')));
		const width = random.pick(['', '', '', '2', '02', '5', '10']);
		const precision = random.pick(['', '', '', '', '.', '.0', '.2', '.10']);
		const length = random.pick(['', '', '', '', '', 'l', 'h', 'L', 'q']);
		const conversion = random.pick(Array.from('sssssdddiurxXoaceEfFgGb%zn(🙂'));
		return `%(${name})${flags}${width}${precision}${length}${conversion}`;
	});

/** Not `%s` without a name, where we differ on purpose: see formatTemplate. */
const template = (random: SeededRandom): string => {
	for (;;) {
		const text = anyTemplate(random);
		const formatted = formatTemplate(text, expansions);
		if (!formatted.ok || formatted.bare === undefined) return text;
	}
};

const value =
	(type: ValueType<unknown>): Subject['ours'] =>
	(text) => {
		const result = type.parse(text, source);
		return result.ok ? result.value : undefined;
	};

/** Python's integers have no end; ours stop where a double is exact. */
const clamp = (theirs: unknown): unknown =>
	typeof theirs === 'number' ? Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, theirs)) : theirs;

const same = (value: unknown): unknown => value;

const SUBJECTS: Readonly<Record<string, Subject>> = {
	integer: { request: { do: 'value', type: 'integer' }, make: number, ours: value(integer), theirs: clamp },
	octal_type: {
		request: { do: 'value', type: 'octal_type' },
		make: number,
		ours: value(octal),
		theirs: (mode) => Number(BigInt.asUintN(12, BigInt(mode as number))),
	},
	boolean: {
		request: { do: 'value', type: 'boolean' },
		make: words('yes', 'no', 'true', 'false', 'on', 'off', '1', '0', 'y', 't', 'enabled', ''),
		ours: value(boolean),
	},
	auto_restart: {
		request: { do: 'value', type: 'auto_restart' },
		make: words('yes', 'no', 'true', 'false', 'on', 'off', '1', '0', 'unexpected', 'always', 'never', ''),
		ours: value(autoRestart),
		theirs: (word) => (word === false ? 'never' : word),
	},
	byte_size: {
		request: { do: 'value', type: 'byte_size' },
		make: (random) => number(random) + random.pick(['', '', 'kb', 'KB', 'Mb', 'GB', ' MB', 'b', 'k', 'MiB', '\u212ab']),
		ours: value(byteSize),
		theirs: clamp,
	},
	list_of_exitcodes: {
		request: { do: 'value', type: 'list_of_exitcodes' },
		make: (random) => random.several(0, 3, () => number(random) + random.pick([',', ',', ''])),
		ours: value(exitCodes),
	},
	list_of_strings: {
		request: { do: 'value', type: 'list_of_strings' },
		make: soup('ab, \t\n\u00a0:', 8),
		ours: value(list),
	},
	signal_number: {
		request: { do: 'value', type: 'signal_number' },
		make: (random) =>
			random.chance(40)
				? String(random.below(35))
				: words(
						'TERM',
						'SIGTERM',
						'usr1',
						'SIGUSR2',
						'hup',
						'KILL',
						'WINCH',
						'CLD',
						'POLL',
						'SIG',
						'NOPE',
						'RTMIN',
						'RTMAX',
						'STKFLT',
						'',
					)(random),
		ours: value(signalNumber),
	},
	logging_level: {
		request: { do: 'value', type: 'logging_level' },
		make: words('critical', 'error', 'warn', 'info', 'debug', 'trace', 'blather', 'warning', 'crit', ''),
		ours: (text) => {
			const levels: Record<string, number> = {
				critical: 50,
				error: 40,
				warn: 30,
				info: 20,
				debug: 10,
				trace: 5,
				blather: 3,
			};
			return levels[String(value(logLevel)(text))];
		},
	},
	inet_address: {
		request: { do: 'value', type: 'inet_address' },
		make: (random) =>
			random.pick(['', '*:', ':', '127.0.0.1:', 'LocalHost:', '[::1]:', '::', 'a b:', '*']) + number(random),
		ours: (text) => {
			const address = value(inetAddress)(text) as { host: string; port: number } | undefined;
			return address && [address.host, address.port];
		},
	},
	process_or_group_name: {
		request: { do: 'value', type: 'process_or_group_name' },
		make: soup('ab-_.:/ %\t', 6),
		ours: value(processOrGroupName),
	},
	dict_of_key_value_pairs: {
		request: { do: 'value', type: 'dict_of_key_value_pairs' },
		make: (random) =>
			random.chance(50)
				? soup('AB=,"\' \n#\\/.+-():%é;1', 16)(random)
				: random.several(
						0,
						4,
						() =>
							`${random.pick(['A', 'B_1', 'PATH', '"Q"', 'é', 'a.b'])}=${random.pick(['1', '"x y"', "'a,b'", '"a=b"', 'http://x?y=1', '"it\'s"', "'\"'", '""', '', 'a b', '#c', '"#"', 'é', '$HOME', 'a\\b', '"\n"'])}${random.pick([',', ',', ', ', ' ,\n', '', ';', ',,'])}`,
					),
		ours: (text) => {
			const pairs = value(keyValues)(text);
			return pairs === undefined ? undefined : Object.entries(pairs as object);
		},
		// An object has its integer keys first, whatever the order.
		theirs: (pairs) => Object.entries(Object.fromEntries(pairs as [string, string][]) as object),
	},
	'shlex.split': {
		request: { do: 'split' },
		make: soup('ab \t\n"\'\\\\#;=é$*\u00a0\r\f', 14),
		ours: (text) => {
			const split = shlexSplit(text);
			return split.ok ? split.words : undefined;
		},
	},
	expand: {
		request: { do: 'expand', names: NAMES },
		make: template,
		ours: (text) => {
			const formatted = formatTemplate(text, expansions);
			return formatted.ok ? formatted.text : undefined;
		},
	},
};

for (const [name, { request, make, ours, theirs = same }] of Object.entries(SUBJECTS)) {
	t.test(`reads what ${name} reads, as it does, and refuses what it refuses`, { skip: NO_REFERENCE }, async (t) => {
		const seed = fuzzSeed();
		const random = new SeededRandom(seed);
		const oracle = new SupervisordOracle();
		t.teardown(() => oracle.close());
		const texts = Array.from({ length: CASES }, () => make(random));
		const answers = await oracle.ask<Answer>(texts.map((text) => ({ ...request, text })));
		let refused = 0;
		for (const [index, text] of texts.entries()) {
			const { value, error } = answers[index] as Answer;
			const expected = error === undefined ? JSON.stringify(theirs(value)) : undefined;
			if (error !== undefined) refused++;
			const actual = ours(text);
			if (JSON.stringify(actual) === expected) continue;
			console.error(
				`${name} of ${JSON.stringify(text)}\nsupervisord: ${expected ?? error}\npodvisor: ${JSON.stringify(actual) ?? 'refused'}`,
			);
			t.fail(`${name} reads a value otherwise: PODVISOR_SEED=${seed}`);
			return;
		}
		t.ok(refused < CASES, `${CASES - refused} of ${CASES} were accepted by both`);
	});
}
