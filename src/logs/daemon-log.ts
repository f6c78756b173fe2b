/**
 * The daemon's own log: events with their fields, written by pino into its file and, in the foreground, to stdout.
 *
 * Records wait for the end of the turn in which the first was made, for pino is loaded then and not before: the first
 * children are running by that time. An error does not wait, unless it is asked to, nor does `close()`, nor the end of
 * the process, by whatever JavaScript it comes.
 */
import type { Logger } from 'pino';
import type { LogLevel } from '../config/config.ts';
import { DAEMON_LOG_LEVELS, type DaemonLogRecord, formatDaemonLogLine } from './daemon-log-line.ts';
import {
	type DaemonLogConfig,
	type DaemonLogDependencies,
	type DaemonLogOutput,
	openDaemonLogOutput,
} from './daemon-log-output.ts';
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
	let logger: Logger<LogLevel> | undefined;
	let recordWall = 0;
	let isDraining = false;

	function drain(): void {
		// A line that cannot be written may itself be reported through this log.
		if (isDraining || waiting.length === 0) return;
		isDraining = true;
		try {
			logger ??= createLogger(config, output, () => recordWall);
			for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
				recordWall = record.wall;
				if (typeof record.fields === 'string') logger[record.level](record.fields);
				else logger[record.level](record.fields, record.message);
			}
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
			if (logger !== undefined || (number >= DAEMON_LOG_LEVELS.error && !errorsWait)) drain();
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

function createLogger(config: DaemonLogConfig, output: DaemonLogOutput, wall: () => number): Logger<LogLevel> {
	const pino = loadPino();
	// pino leaves on the stream what the record was made of, so that a plain line needs no JSON read back.
	const stream = {
		[Symbol.for('pino.metadata')]: true,
		lastLevel: 0,
		lastMsg: undefined as string | undefined,
		write(json: string) {
			const record: DaemonLogRecord = { level: this.lastLevel, message: this.lastMsg ?? '', wall: wall(), json };
			output.write(formatDaemonLogLine(config.logFormat, record));
		},
	};
	return pino<LogLevel, true>(
		{
			level: config.loglevel,
			customLevels: DAEMON_LOG_LEVELS,
			useOnlyCustomLevels: true,
			base: { program: 'podvisord' },
			messageKey: 'message',
			timestamp: () => `,"time":"${new Date(wall()).toISOString()}"`,
			formatters: { level: (label) => ({ level: label }) },
		},
		stream,
	);
}
