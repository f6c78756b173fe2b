import { randomBytes } from 'node:crypto';

/** Numbers the alerts of one daemon, so that none has the number of another anywhere. */
export class AlertIds {
	readonly #life = randomBytes(8).toString('hex');
	#serial = 0;

	next(): string {
		this.#serial += 1;
		return `${this.#life}-${this.#serial}`;
	}
}
