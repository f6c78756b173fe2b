import type { DaemonLog } from '../logs/daemon-log.ts';
import { errorCode } from '../platform/errno.ts';
import type { Files } from '../platform/files.ts';
import type { MemoryMetrics } from './memory-metrics.ts';

/** For everybody to read, as the script's that it takes the place of. */
const MODE = 0o644;

/** `metrics_file`: whoever reads it finds the whole of one sample. */
export class MemoryMetricsFile {
	readonly #path: string;
	readonly #files: Files;
	readonly #log: DaemonLog;
	#isFailing = false;

	constructor({ path, files, log }: { readonly path: string; readonly files: Files; readonly log: DaemonLog }) {
		this.#path = path;
		this.#files = files;
		this.#log = log;
	}

	/** Never throws: a trouble is told when it begins, and when it is over. */
	write(metrics: MemoryMetrics): void {
		try {
			this.#files.writeText(this.#path, `${JSON.stringify(metrics)}\n`, MODE);
		} catch (error) {
			this.#failed(errorCode(error) ?? String(error));
			return;
		}
		if (!this.#isFailing) return;
		this.#isFailing = false;
		this.#log.info({ event: 'metrics-file', path: this.#path }, `metrics_file '${this.#path}' is written again`);
	}

	#failed(code: string): void {
		if (this.#isFailing) return;
		this.#isFailing = true;
		this.#log.warn(
			{ event: 'metrics-file', path: this.#path, code },
			`cannot write metrics_file '${this.#path}' (${code}); it is tried again after each sample`,
		);
	}
}
