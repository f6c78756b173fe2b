import type { ProcessInfo } from '../client/process-info.ts';
import { completeWords } from '../completion/complete-words.ts';

/** Completes lines of the shell; what the daemon has is asked once a line, however often Tab is hit. */
export class CompletionCache {
	readonly #list: () => Promise<readonly ProcessInfo[]>;
	#known: Promise<readonly ProcessInfo[]> | undefined;

	constructor(list: () => Promise<readonly ProcessInfo[]>) {
		this.#list = list;
	}

	/** The next line asks anew. */
	forget(): void {
		this.#known = undefined;
	}

	/** What the line's last word can become, each with a space after it, and that word. */
	async complete(line: string): Promise<readonly [readonly string[], string]> {
		const words = line.trimStart().split(/\s+/);
		const candidates = await completeWords(words, () => {
			this.#known ??= this.#list();
			return this.#known;
		});
		return [candidates.map((candidate) => (candidate.endsWith('=') ? candidate : `${candidate} `)), words.at(-1) ?? ''];
	}
}
