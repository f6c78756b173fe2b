import { SEED } from '../fixtures/seed.ts';

/** A small random number generator with a seed (mulberry32, public domain), so that a failure can be run again. */
export class SeededRandom {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to, not including, `limit`. */
	below(limit: number): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
	}

	pick<T>(choices: readonly T[]): T {
		return choices[this.below(choices.length)] as T;
	}

	chance(percent: number): boolean {
		return this.below(100) < percent;
	}

	/** `least` to `most` of what `make` makes, joined. */
	several(least: number, most: number, make: () => string): string {
		return Array.from({ length: least + this.below(most - least + 1) }, make).join('');
	}
}

/** The seed from PODVISOR_SEED, or the usual one; a test prints it where it fails. */
export function fuzzSeed(): number {
	return SEED;
}

/** How many cases: FUZZ_CASES, or the usual number. */
export function fuzzCases(usual: number): number {
	return Number(process.env['FUZZ_CASES'] ?? usual);
}
