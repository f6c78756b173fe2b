import type { FilesystemSpace } from '../filesystem-space.ts';

/** File systems as a test has them. */
export class FakeDisks {
	/** By path; another path rejects with ENOENT. */
	readonly spaces: Map<string, FilesystemSpace> = new Map();
	/** Paths whose mount has lost its server: nothing is ever answered. */
	readonly hung: Set<string> = new Set();
	/** Every question, in order. */
	readonly asked: string[] = [];
	readonly #waiting: { readonly path: string; readonly answer: () => void }[] = [];

	spaceOf(path: string): Promise<FilesystemSpace> {
		this.asked.push(path);
		if (!this.hung.has(path)) return this.#answer(path);
		return new Promise((resolve) => {
			this.#waiting.push({ path, answer: () => resolve(this.#answer(path)) });
		});
	}

	/** The server is back: whoever waits is answered. */
	recover(path: string): void {
		this.hung.delete(path);
		for (const waiting of this.#waiting.filter((each) => each.path === path)) {
			this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
			waiting.answer();
		}
	}

	async #answer(path: string): Promise<FilesystemSpace> {
		const space = this.spaces.get(path);
		if (space === undefined) throw Object.assign(new Error(`ENOENT: statfs '${path}'`), { code: 'ENOENT' });
		return space;
	}
}
