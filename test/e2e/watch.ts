/** What watching a daemon from outside takes, whichever daemon it is. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ends a test that would hang; no slow machine takes as long. */
const PATIENCE_MS = 120_000;

/** Waits for what a daemon does. */
export class Watch {
	readonly #explain: (what: string, why: string) => string;
	readonly #waiting = new Set<() => void>();
	#hasEnded = false;

	/** `explain` makes the message of what was waited for in vain, and why the waiting ended. */
	constructor(explain: (what: string, why: string) => string) {
		this.#explain = explain;
	}

	get hasEnded(): boolean {
		return this.#hasEnded;
	}

	/** The daemon said something. */
	wake(): void {
		for (const wake of [...this.#waiting]) wake();
	}

	/** The daemon is gone: nothing more will come. */
	end(): void {
		this.#hasEnded = true;
		this.wake();
	}

	/** Waits until `look` yields something; looks again at each output, and twenty times a second. */
	async until<Found>(look: () => Found | undefined | null | false, what: string | (() => string)): Promise<Found> {
		const deadline = Date.now() + PATIENCE_MS;
		for (;;) {
			const found = look();
			if (found !== undefined && found !== null && found !== false) return found;
			if (Date.now() > deadline || this.#hasEnded) {
				const why = this.#hasEnded ? 'it ended' : 'time is over';
				throw new Error(this.#explain(typeof what === 'string' ? what : what(), why));
			}
			await this.#nextLook();
		}
	}

	#nextLook(): Promise<void> {
		return new Promise((resolve) => {
			const wake = (): void => {
				this.#waiting.delete(wake);
				clearTimeout(timer);
				resolve();
			};
			const timer = setTimeout(wake, 50);
			this.#waiting.add(wake);
		});
	}
}

/** As root a PID namespace is to be had at once, else in a user namespace. */
export function namespaceCommand(): string[] {
	const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
	return ['unshare', ...user, '--pid', '--fork', '--kill-child', '--mount-proc'];
}

/** The text up to its last line end: what comes after may be a part of a line, of which the rest is on its way. */
export function wholeLines(text: string): string {
	return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** The children of a process, dead ones included; none where it is gone. */
export function childrenOf(pid: number): number[] {
	return namesIn(`/proc/${pid}/task`).flatMap((task) =>
		textOf(`/proc/${pid}/task/${task}/children`).trim().split(' ').filter(Boolean).map(Number),
	);
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		// ENOENT, ESRCH: it ended while we looked.
		return [];
	}
}

/** A file's text; empty where there is none, or none any more. */
export function textOf(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// ENOENT, ESRCH: it ended while we looked.
		return '';
	}
}
