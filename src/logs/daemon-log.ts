/**
 * The daemon's own log: events with their fields, written into its file and, in the foreground, to stdout; as JSON by
 * pino.
 *
 * Records wait for the end of the turn in which they were made, and go out together: what a turn does, a program that is
 * started, does not wait for its lines to be written. An error does not wait, unless it is asked to, nor does `close()`,
 * nor the end of the process, by whatever JavaScript it comes.
 */
import type { Logger } from 'pino';
import type { LogLevel } from '../config/config.ts';
import { DAEMON_LOG_LEVELS, formatDaemonLogLine } from './daemon-log-line.ts';
import { type DaemonLogConfig, type DaemonLogDependencies, openDaemonLogOutput } from './daemon-log-output.ts';
import { loadPino } from './load-pino.ts';

/** As pino's: fields and a message, or a message alone. */
export interface LogMethod {
	(fields: object, message?: string): void;
	(message: string): void;
}

export interface DaemonLog extends Readonly<Record<LogLevel, LogMethod>> {
	/** SIGUSR2. */
	reopen(): void;
	/** Writes what waits, tells what the container's output and syslog lost, and closes the file; those two stay open. */
	close(): void;
}

export interface DaemonLogOptions {
	/** Errors of the first turn wait for its end, too: that Podvisor runs as root is told at each start of a container. */
	readonly errorsWait?: boolean;
}

interface Waiting {
	readonly level: LogLevel;
	readonly fields: object | string;
	readonly message: string | undefined;
	readonly wall: number;
}

/** A record as its line. */
type Format = (record: Waiting) => string;

/** As many are written at once: a file that rotates is to be little larger than it should. */
const MOST_AT_ONCE_CHARACTERS = 16 * 1024;

/** Opens the log file; nothing it does throws or waits. */
export function createDaemonLog(
	config: DaemonLogConfig,
	deps: DaemonLogDependencies,
	{ errorsWait = false }: DaemonLogOptions = {},
): DaemonLog {
	const output = openDaemonLogOutput(config, deps);
	const { clock } = deps.system;
	const threshold = DAEMON_LOG_LEVELS[config.loglevel];
	const waiting: Waiting[] = [];
	let format: Format | undefined;
	let isDraining = false;

	function drain(): void {
		// A line that cannot be written may itself be reported through this log.
		if (isDraining || waiting.length === 0) return;
		isDraining = true;
		try {
			format ??= config.logFormat === 'json' ? jsonFormat(config) : plainFormat(config);
			while (waiting.length > 0) output.write(nextLines(waiting, format));
		} finally {
			isDraining = false;
		}
	}

	/** Before the loop reads anything: the daemon's lines come before those of the programs it just started. */
	function drainAfterTurn(): void {
		process.once('exit', drain);
		process.nextTick(() => {
			process.off('exit', drain);
			drain();
		});
	}

	function method(level: LogLevel): LogMethod {
		const number = DAEMON_LOG_LEVELS[level];
		if (number < threshold) return () => {};
		return (fields: object | string, message?: string) => {
			waiting.push({ level, fields, message, wall: clock.wall() });
			// Only those of the first turn are asked to.
			if (number >= DAEMON_LOG_LEVELS.error && (!errorsWait || format !== undefined)) drain();
			else if (waiting.length === 1) drainAfterTurn();
		};
	}

	return {
		critical: method('critical'),
		error: method('error'),
		warn: method('warn'),
		info: method('info'),
		debug: method('debug'),
		trace: method('trace'),
		blather: method('blather'),
		reopen() {
			drain();
			output.reopen();
		},
		close() {
			deps.container.tellDropped();
			deps.syslog.tellDropped();
			drain();
			output.close();
		},
	};
}

function nextLines(waiting: Waiting[], format: Format): string {
	let lines = '';
	while (lines.length < MOST_AT_ONCE_CHARACTERS) {
		const record = waiting.shift();
		if (record === undefined) break;
		lines += format(record);
	}
	return lines;
}

/** Of a plain line nothing is serialised, so that pino is not loaded for it. */
function plainFormat({ logFormat }: DaemonLogConfig): Format {
	return ({ level, fields, message = '', wall }) =>
		formatDaemonLogLine(logFormat, {
			level: DAEMON_LOG_LEVELS[level],
			message: typeof fields === 'string' ? fields : message,
			wall,
			json: '',
		});
}

function jsonFormat(config: DaemonLogConfig): Format {
	let line = '';
	let recordWall = 0;
	const logger: Logger<LogLevel> = loadPino()<LogLevel, true>(
		{
			level: config.loglevel,
			customLevels: DAEMON_LOG_LEVELS,
			useOnlyCustomLevels: true,
			base: { program: 'podvisord' },
			messageKey: 'message',
			timestamp: () => `,"time":"${new Date(recordWall).toISOString()}"`,
			formatters: { level: (label) => ({ level: label }) },
		},
		{
			write(json: string) {
				line = json;
			},
		},
	);
	return ({ level, fields, message, wall }) => {
		recordWall = wall;
		if (typeof fields === 'string') logger[level](fields);
		else logger[level](fields, message);
		return line;
	};
}
