import fc from 'fast-check';

/** Some bytes, and the same cut into chunks anywhere. */
export interface Chunked {
	readonly whole: Buffer;
	readonly chunks: readonly Buffer[];
}

/** Bytes of `arbitrary`, chunked in any way. */
export function anyChunking(arbitrary: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Chunked> {
	return fc.tuple(arbitrary, fc.array(fc.nat({ max: 40 }), { maxLength: 40 })).map(([bytes, sizes]) => {
		const whole = Buffer.from(bytes);
		const chunks: Buffer[] = [];
		let start = 0;
		for (const size of sizes) {
			chunks.push(whole.subarray(start, start + size));
			start = Math.min(whole.length, start + size);
		}
		chunks.push(whole.subarray(start));
		return { whole, chunks };
	});
}

/** Bytes among which the given ones are frequent. */
export function bytesWith(...frequent: readonly number[]): fc.Arbitrary<Uint8Array> {
	const byte = fc.oneof(fc.constantFrom(...frequent), fc.integer({ min: 0, max: 255 }));
	return fc.array(byte, { maxLength: 300 }).map((bytes) => Uint8Array.from(bytes));
}
