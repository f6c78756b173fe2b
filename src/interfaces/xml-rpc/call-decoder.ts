import { decodeCall, type XmlRpcCall } from './decode-call.ts';

/** A call without parameters is shorter, whoever writes it. */
const MOST_REMEMBERED_BYTES = 1024;

/**
 * Decodes calls, and knows the last one without parameters again: whoever watches the pod asks the same thing over and
 * over, and reading its XML would be a good part of the answer's cost. What has parameters is forgotten: it may hold a
 * password.
 */
export class CallDecoder {
	#bytes: Buffer | undefined;
	#call: XmlRpcCall | undefined;

	/** @throws as {@link decodeCall} */
	decode(bytes: Buffer): XmlRpcCall {
		if (this.#call !== undefined && this.#bytes?.equals(bytes) === true) return this.#call;
		const call = decodeCall(bytes);
		if (call.params.length === 0 && bytes.length <= MOST_REMEMBERED_BYTES) {
			// A copy: these may be a part of something larger.
			this.#bytes = Buffer.from(bytes);
			this.#call = call;
		}
		return call;
	}
}
