import type { ProcessConfig } from '../config/config.ts';
import type { LogDependencies } from './log-dependencies.ts';
import { openStreamLog } from './open-stream-log.ts';
import type { StreamLog } from './stream-log.ts';
import type { StreamTap } from './stream-tap.ts';

export type TapOf = (config: ProcessConfig, stream: 'stdout' | 'stderr', key: string) => StreamTap | undefined;

/** Both streams of one process. */
export interface ProcessLogs {
	readonly stdout: StreamLog;
	readonly stderr: StreamLog;
}

/** The logs of all processes: opened at the first start, and kept over restarts; a program that never runs leaves no file. */
export class ProgramLogs {
	readonly #dependencies: LogDependencies;
	readonly #tapOf: TapOf;
	readonly #open = new Map<string, ProcessLogs>();

	/** `tapOf`: what wants to hear of a stream's bytes. */
	constructor(dependencies: LogDependencies, tapOf: TapOf) {
		this.#dependencies = dependencies;
		this.#tapOf = tapOf;
	}

	/** `key`: the process' `group:process`. */
	of(key: string, config: ProcessConfig): ProcessLogs {
		const open = this.#open.get(key);
		if (open !== undefined) return open;
		const logs = {
			stdout: openStreamLog(config, 'stdout', this.#dependencies, this.#tapOf(config, 'stdout', key)),
			stderr: openStreamLog(config, 'stderr', this.#dependencies, this.#tapOf(config, 'stderr', key)),
		};
		this.#open.set(key, logs);
		return logs;
	}

	/** The process leaves the configuration; another of its name opens its own. */
	forget(key: string): void {
		const open = this.#open.get(key);
		this.#open.delete(key);
		open?.stdout.close();
		open?.stderr.close();
	}

	/** Those that are open, by key. */
	get open(): ReadonlyMap<string, ProcessLogs> {
		return this.#open;
	}

	/** SIGUSR2. */
	reopen(): void {
		for (const { stdout, stderr } of this.#open.values()) {
			stdout.reopen();
			stderr.reopen();
		}
	}

	close(): void {
		for (const { stdout, stderr } of this.#open.values()) {
			stdout.close();
			stderr.close();
		}
	}
}
