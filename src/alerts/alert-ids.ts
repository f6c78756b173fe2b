import { randomHex } from '../platform/random-hex.ts';

/** Numbers the alerts of one daemon, so that none has the number of another anywhere. */
export class AlertIds {
	readonly #life = randomHex(8);
	#serial = 0;

	next(): string {
		this.#serial += 1;
		return `${this.#life}-${this.#serial}`;
	}
}
