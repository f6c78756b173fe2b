/**
 * What podvisord says otherwise than supervisord on purpose, as data: each with its reason. A line that is listed here
 * is left out of the comparison; whatever else differs is a bug, or belongs into a test's own list.
 */
import type { LogLine } from './log-line.ts';
import type { RivalName } from './rival.ts';

export interface KnownDifference {
	/** Who writes the line. */
	readonly side: RivalName;
	readonly line: RegExp;
	readonly because: string;
}

export const KNOWN_LOG_DIFFERENCES: readonly KnownDifference[] = [
	{ side: 'podvisord', line: /^ready: /, because: 'readiness is ours' },
	{
		side: 'podvisord',
		line: /^waiting for .* to stop/,
		because: 'one line a layer when it is asked; supervisord repeats "waiting for … to die" every 3 s instead',
	},
	{ side: 'supervisord', line: /^waiting for .* to die/, because: 'see "waiting for … to stop"' },
	{
		side: 'podvisord',
		line: /left processes behind; ending them/,
		because: 'Podvisor sweeps what a program leaves; supervisord lets it run on',
	},
	{
		side: 'supervisord',
		line: /^reaped unknown pid/,
		because: 'orphans are a matter of course for a PID 1: ours tells of them at debug',
	},
	{ side: 'podvisord', line: /^all stopped; exit status/, because: 'the last line says how the container ends' },
	{ side: 'supervisord', line: /^supervisord started with pid/, because: 'the name' },
	{ side: 'podvisord', line: /^podvisord started with pid/, because: 'the name' },
	{
		side: 'supervisord',
		line: /^Server 'unix_http_server' running without any HTTP authentication checking/,
		because: 'a unix socket that only its owner can connect to needs no password: ours says so of others alone',
	},
	{
		side: 'podvisord',
		line: /^Server 'unix_http_server' running without any HTTP authentication checking/,
		because: 'see the same line of supervisord',
	},
	{ side: 'supervisord', line: /^supervisord logreopen/, because: 'says again what "log reopen request" said' },
];

/** The lines that must be the same on both sides. */
export function comparable(side: RivalName, lines: readonly LogLine[]): readonly LogLine[] {
	const left = KNOWN_LOG_DIFFERENCES.filter((known) => known.side === side);
	return lines.filter(({ message }) => !left.some(({ line }) => line.test(message)));
}
