import { parseArgs } from 'node:util';
import type { Flags } from '../config/flags.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';

/** What the command line asks for. */
export type ParsedFlags =
	| { readonly type: 'run'; readonly flags: Flags }
	/** `--help` or `--version`: to be printed on stdout, and that is all. */
	| { readonly type: 'print'; readonly text: string }
	/** One line for stderr, with what to do; exit status 2. */
	| { readonly type: 'error'; readonly message: string };

interface Flag {
	readonly short?: string;
	readonly long: string;
	/** The name of its value in `--help`; without one the flag has no value. */
	readonly value?: string;
	/** Whether it sets the option of `[supervisord]` that is called like it. */
	readonly isOption?: boolean;
	readonly doc: string;
}

/** supervisord's flags, all of them, and `--check`. */
const FLAGS: readonly Flag[] = [
	{ short: 'c', long: 'configuration', value: 'FILENAME', doc: 'configuration file (searched for if not given)' },
	{ short: 'n', long: 'nodaemon', isOption: true, doc: 'run in the foreground (as nodaemon=true)' },
	{ short: 's', long: 'silent', isOption: true, doc: 'no logs to stdout (as silent=true)' },
	{ long: 'check', doc: 'validate the configuration, name what is risky in it, and exit' },
	{ short: 'h', long: 'help', doc: 'print this and exit' },
	{ short: 'v', long: 'version', doc: 'print the version and exit' },
	{ short: 'u', long: 'user', value: 'USER', isOption: true, doc: 'run as this user (or numeric uid)' },
	{ short: 'm', long: 'umask', value: 'UMASK', isOption: true, doc: 'umask, where it goes to the background (022)' },
	{ short: 'd', long: 'directory', value: 'DIRECTORY', isOption: true, doc: 'directory to change to as a daemon' },
	{ short: 'l', long: 'logfile', value: 'FILENAME', isOption: true, doc: "the daemon's log" },
	{ short: 'y', long: 'logfile_maxbytes', value: 'BYTES', isOption: true, doc: 'size at which it is rotated' },
	{ short: 'z', long: 'logfile_backups', value: 'NUM', isOption: true, doc: 'how many rotated files are kept' },
	{
		short: 'e',
		long: 'loglevel',
		value: 'LEVEL',
		isOption: true,
		doc: 'critical, error, warn, info, debug, trace or blather',
	},
	{ short: 'j', long: 'pidfile', value: 'FILENAME', isOption: true, doc: 'where the pid is written' },
	{ short: 'i', long: 'identifier', value: 'STR', isOption: true, doc: 'name of this instance' },
	{ short: 'q', long: 'childlogdir', value: 'DIRECTORY', isOption: true, doc: 'directory of automatic child logs' },
	{ short: 'k', long: 'nocleanup', isOption: true, doc: 'leave old automatic child logs where they are' },
	{ short: 'a', long: 'minfds', value: 'NUM', isOption: true, doc: 'file descriptors that must be available' },
	{ short: 't', long: 'strip_ansi', isOption: true, doc: 'strip ANSI escape sequences from child logs' },
	{ long: 'minprocs', value: 'NUM', isOption: true, doc: 'processes that must be available' },
	{
		long: 'profile_options',
		value: 'OPTIONS',
		doc: 'accepted for supervisord and ignored: there is no Python to profile',
	},
];

/**
 * Reads a command line (without the program's own name; `version` is what `--version` prints) as supervisord's getopt does: `-nc FILE`, `-cFILE`,
 * `--conf=FILE` and `--configuration FILE` are one; a flag that is given twice is an error.
 * Values are checked together with the configuration.
 */
export function parseFlags(args: readonly string[], version: string): ParsedFlags {
	const options = Object.fromEntries(
		FLAGS.map(({ short, long, value }) => [
			long,
			{
				type: value === undefined ? ('boolean' as const) : ('string' as const),
				...(short === undefined ? {} : { short }),
			},
		]),
	);
	const full = completeNames(args);
	const { tokens } = parseArgs({ args: full, options, strict: false, allowPositionals: true, tokens: true });
	const seen = new Map<string, string>();
	for (const token of tokens) {
		if (token.kind === 'option-terminator') continue;
		if (token.kind === 'positional')
			return refuse(`"${token.value}" is not a flag`, 'only flags are allowed: -c FILENAME names a configuration');
		if (token.name === '?') return { type: 'print', text: helpText() };
		const flag = FLAGS.find(({ long }) => long === token.name);
		if (flag === undefined) return unknownFlag(token.rawName);
		if (flag.value !== undefined && token.value === undefined) {
			return refuse(`${token.rawName} needs a value`, `write ${token.rawName} ${flag.value}`);
		}
		if (flag.value === undefined && token.value !== undefined) {
			return refuse(`${token.rawName} takes no value`, `write ${token.rawName} alone`);
		}
		if (flag.long === 'help') return { type: 'print', text: helpText() };
		if (flag.long === 'version') return { type: 'print', text: `${version}\n` };
		if (seen.has(flag.long)) return refuse(`${token.rawName} is given twice`, 'remove one of the two');
		seen.set(flag.long, token.value ?? 'true');
	}
	const overrides: Record<string, string> = {};
	for (const { long, isOption } of FLAGS) {
		const value = seen.get(long);
		if (isOption === true && value !== undefined) overrides[long] = value;
	}
	return {
		type: 'run',
		flags: { configuration: seen.get('configuration'), check: seen.has('check'), overrides },
	};
}

/** What `--help` prints. */
export function helpText(): string {
	const lines = FLAGS.map(({ short, long, value, doc }) => {
		const names = `${short === undefined ? '    ' : `-${short}, `}--${long}`;
		return `  ${`${names}${value === undefined ? '' : ` ${value}`}`.padEnd(34)} ${doc}`;
	});
	return `podvisord: the process supervisor of a container, a drop-in for supervisord.

Usage: podvisord [flags]

${lines.join('\n')}

Flags win over the configuration file; docs/CONFIGURATION.md tells all that can stand there.
`;
}

/** getopt lets a long name be cut short as long as only one is meant. */
function completeNames(args: readonly string[]): string[] {
	const complete: string[] = [];
	let isValue = false;
	for (const [index, argument] of args.entries()) {
		if (!isValue && argument === '--') return [...complete, ...args.slice(index)];
		const match: RegExpExecArray | null = /^--([^=]+)(=.*)?$/s.exec(isValue ? '' : argument);
		const [, start = '', rest = ''] = match ?? [];
		const meant = FLAGS.filter(({ long }) => long === start || (start !== '' && long.startsWith(start)));
		const name = meant.find(({ long }) => long === start) ?? (meant.length === 1 ? meant[0] : undefined);
		const whole = name === undefined ? argument : `--${name.long}${rest}`;
		isValue = !isValue && wantsNext(whole);
		complete.push(whole);
	}
	return complete;
}

/** Whether the value of this argument is the next one. */
function wantsNext(argument: string): boolean {
	if (argument.startsWith('--')) {
		return FLAGS.some(({ long, value }) => value !== undefined && argument === `--${long}`);
	}
	if (!argument.startsWith('-')) return false;
	for (const [index, letter] of Array.from(argument.slice(1)).entries()) {
		const flag = FLAGS.find(({ short }) => short === letter);
		if (flag?.value !== undefined) return index === argument.length - 2;
	}
	return false;
}

function unknownFlag(written: string): ParsedFlags {
	const start = written.replace(/^--/, '');
	const several = written.startsWith('--')
		? FLAGS.filter(({ long }) => long.startsWith(start)).map(({ long }) => `--${long}`)
		: [];
	if (several.length > 1) return refuse(`${written} could be ${several.join(' or ')}`, 'write it out');
	const near = written.startsWith('--')
		? didYouMean(
				start,
				FLAGS.map(({ long }) => long),
			)
		: undefined;
	return refuse(`there is no flag ${written}`, near === undefined ? 'see --help' : `did you mean --${near}?`);
}

function refuse(message: string, hint: string): ParsedFlags {
	return { type: 'error', message: `${message}; ${hint}` };
}
