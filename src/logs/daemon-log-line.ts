import type { LogFormat } from '../config/config.ts';

/** supervisord's levels: pino's numbers would put `trace` above `blather` all the same, but not by these values. */
export const DAEMON_LOG_LEVELS = {
	critical: 50,
	error: 40,
	warn: 30,
	info: 20,
	debug: 10,
	trace: 5,
	blather: 3,
} as const;

const SHORT_NAMES: Readonly<Record<number, string>> = {
	50: 'CRIT',
	40: 'ERRO',
	30: 'WARN',
	20: 'INFO',
	10: 'DEBG',
	5: 'TRAC',
	3: 'BLAT',
};

export interface DaemonLogRecord {
	readonly level: number;
	readonly message: string;
	/** Milliseconds since 1970. */
	readonly wall: number;
	/** The record as pino writes it, with its newline. */
	readonly json: string;
}

/**
 * A line of the daemon's own log. `raw` is supervisord's `2024-01-02 03:04:05,678 INFO message` (local time); `text`
 * has the prefix that the programs' lines have; `json` is pino's object:
 * `{"level": "info", "time": ISO 8601, "program": "podvisord", …fields, "message": …}`.
 */
export function formatDaemonLogLine(format: LogFormat, record: DaemonLogRecord): string {
	if (format === 'json') return record.json;
	const message = record.message.replace(CONTROL, showControl);
	const line = `${localTime(new Date(record.wall))} ${SHORT_NAMES[record.level]} ${message}\n`;
	return format === 'text' ? `podvisord | ${line}` : line;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
const CONTROL = /[\0-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A message may quote what a client or a program made up: that must not look like a line of ours, nor move a terminal's
 * cursor or turn its text around. So further lines are indented, and what cannot be seen is written as in JSON.
 */
function showControl(character: string): string {
	if (character === '\n') return '\n    ';
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function localTime(date: Date): string {
	const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
	const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join(':');
	return `${day} ${time},${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}
