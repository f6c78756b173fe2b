/** Failures that are to happen: the next calls of a step, each with its errno. */
export class FakeFaults {
	readonly #next = new Map<string, string[]>();

	/**
	 * The next `times` calls of a step fail. Steps: `pipe`, `fork`, those of a child before its program runs (`setuid`,
	 * `chdir`, `execve` …), `kill`, of sockets `bind`, and of files `open`, `write`, `rename`, `read`.
	 */
	failNext(step: string, errno: string, times = 1): void {
		const queue = this.#next.get(step) ?? [];
		queue.push(...Array.from({ length: times }, () => errno));
		this.#next.set(step, queue);
	}

	/** The errno that this call of `step` is to fail with. */
	take(step: string): string | undefined {
		return this.#next.get(step)?.shift();
	}

	/** The first of the given steps that is to fail. */
	takeAny(steps: readonly string[]): { readonly step: string; readonly errno: string } | undefined {
		for (const step of steps) {
			const errno = this.take(step);
			if (errno !== undefined) return { step, errno };
		}
		return undefined;
	}
}
