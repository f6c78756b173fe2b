import type { Value } from '../../foundation/value.ts';
import { encodeResponse } from './encode-response.ts';

/** Encodes answers; a value that is given again, the very same one, is encoded once. */
export class ResponseEncoder {
	readonly #encoded = new WeakMap<object, Buffer>();

	/** @throws RangeError of NaN and infinities */
	encode(value: Value): Buffer {
		if (typeof value !== 'object') return Buffer.from(encodeResponse(value));
		const known = this.#encoded.get(value);
		if (known !== undefined) return known;
		const bytes = Buffer.from(encodeResponse(value));
		this.#encoded.set(value, bytes);
		return bytes;
	}
}
