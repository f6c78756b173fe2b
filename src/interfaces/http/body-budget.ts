/** What all bodies that are being read may take together. */
export class BodyBudget {
	#left: number;

	constructor(maxBytes: number) {
		this.#left = maxBytes;
	}

	/** False, and nothing is taken, where there is not enough left. */
	take(bytes: number): boolean {
		if (bytes > this.#left) return false;
		this.#left -= bytes;
		return true;
	}

	giveBack(bytes: number): void {
		this.#left += bytes;
	}
}
