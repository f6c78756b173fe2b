import { errorCode } from '../platform/errno.ts';
import type { LogAction, LogTrouble } from './log-trouble.ts';

// A disk that is full takes a line now and then; the trouble is over when nothing has failed for this long.
const QUIET_MS = 1000;

export interface TroubleLatchOptions {
	readonly action: LogAction;
	readonly path: string;
	readonly report: (trouble: LogTrouble) => void;
}

/** Turns a storm of failures into one report when it begins, and one, with what was lost, when it or the log is over. */
export class TroubleLatch {
	readonly #options: TroubleLatchOptions;
	#lastFailureAt: number | undefined;
	#droppedBytes = 0;

	constructor(options: TroubleLatchOptions) {
		this.#options = options;
	}

	get isFailing(): boolean {
		return this.#lastFailureAt !== undefined;
	}

	/** `error` is Node's, or an errno's name. */
	failed(now: number, error: unknown, droppedBytes: number): void {
		const isNew = this.#lastFailureAt === undefined;
		this.#lastFailureAt = now;
		this.#droppedBytes += droppedBytes;
		if (!isNew) return;
		const { action, path, report } = this.#options;
		report({
			type: 'failed',
			action,
			path,
			code: typeof error === 'string' ? error : (errorCode(error) ?? String(error)),
		});
	}

	succeeded(now: number): void {
		if (this.#lastFailureAt === undefined || now - this.#lastFailureAt < QUIET_MS) return;
		const { action, path, report } = this.#options;
		const droppedBytes = this.#droppedBytes;
		this.#lastFailureAt = undefined;
		this.#droppedBytes = 0;
		report({ type: 'recovered', action, path, droppedBytes });
	}

	/** At the end: what was dropped in a trouble that is not over would be told by nobody else. */
	tellDropped(): void {
		const { action, path, report } = this.#options;
		const droppedBytes = this.#droppedBytes;
		if (droppedBytes === 0) return;
		this.#droppedBytes = 0;
		report({ type: 'unrecovered', action, path, droppedBytes });
	}
}
