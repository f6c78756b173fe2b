import { CLI_OPTIONS, type CliOption, type CliOptionName } from './cli-options.ts';

/** What the command line asks for. */
export type CommandLine =
	| {
			readonly type: 'run';
			readonly options: Readonly<Partial<Record<CliOptionName, string>>>;
			/** The action and its arguments; empty for the shell. */
			readonly words: readonly string[];
	  }
	/** One line for stderr; exit status 2. */
	| { readonly type: 'error'; readonly message: string };

const OPTIONS = Object.entries(CLI_OPTIONS) as [CliOptionName, CliOption][];

/**
 * Reads a command line as supervisorctl's getopt does: options come before the action, short ones may be joined
 * (`-ic FILE`), long ones cut short; one that is given twice is an error. What follows the action is the action's,
 * but for `--json` and `--no-color`.
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
	const options: Partial<Record<CliOptionName, string>> = {};
	const rest = [...argv];
	const fail = (message: string): CommandLine => ({ type: 'error', message });
	const words = (): CommandLine => {
		const kept = rest.filter((word) => {
			const [name] = OPTIONS.find(([, { isAnywhere, long }]) => isAnywhere && `--${long[0]}` === word) ?? [];
			if (name !== undefined) options[name] = '';
			return name === undefined;
		});
		return { type: 'run', options, words: kept };
	};
	for (;;) {
		const argument = rest[0];
		if (argument === undefined || argument === '-' || !argument.startsWith('-')) return words();
		rest.shift();
		if (argument === '--') return words();
		let left = argument;
		do {
			const found = left.startsWith('--') ? findLong(left) : findShort(left);
			if (typeof found === 'string') return fail(found);
			const { name, written, next } = found;
			left = next;
			let { value } = found;
			if (CLI_OPTIONS[name].value !== undefined && value === undefined) value = rest.shift();
			if (CLI_OPTIONS[name].value !== undefined && value === undefined)
				return fail(`option ${written} requires argument`);
			if (options[name] !== undefined && !CLI_OPTIONS[name].isAnywhere) {
				return fail(`conflicting command line option '${written}'`);
			}
			options[name] = value ?? '';
		} while (left !== '');
	}
}

interface FoundOption {
	readonly name: CliOptionName;
	/** `-c`, `--configuration`. */
	readonly written: string;
	readonly value: string | undefined;
	/** What is left of joined short ones, `-c` for `-ic`. */
	readonly next: string;
}

function findShort(argument: string): FoundOption | string {
	const letter = argument.slice(1, 2);
	const rest = argument.slice(2);
	const found = OPTIONS.find(([, { short }]) => short === letter || (short === 'h' && letter === '?'));
	if (found === undefined) return `option -${letter} not recognized`;
	const [name, option] = found;
	if (option.value === undefined) {
		return { name, written: `-${letter}`, value: undefined, next: rest === '' ? '' : `-${rest}` };
	}
	return { name, written: `-${letter}`, value: rest === '' ? undefined : rest, next: '' };
}

function findLong(argument: string): FoundOption | string {
	const [, start = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
	const all = OPTIONS.flatMap(([name, { long }]) => long.map((each) => ({ name, long: each })));
	const exact = all.filter(({ long }) => long === start);
	const meant = exact.length > 0 ? exact : all.filter(({ long }) => long.startsWith(start));
	const [first] = meant;
	if (first === undefined) return `option --${start} not recognized`;
	if (new Set(meant.map(({ name }) => name)).size > 1) return `option --${start} not a unique prefix`;
	const written = `--${first.long}`;
	if (CLI_OPTIONS[first.name].value === undefined && value !== undefined) {
		return `option ${written} must not have an argument`;
	}
	return { name: first.name, written, value, next: '' };
}
