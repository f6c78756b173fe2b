const ELLIPSIS = '…';

/** At most so many bytes of UTF-8; what is longer is cut, not through a character, and ends with `…`. */
export function cutToBytes(text: string, maxBytes: number): string {
	// No UTF-16 unit takes more than three.
	if (text.length <= maxBytes / 3) return text;
	const bytes = Buffer.from(text);
	if (bytes.length <= maxBytes) return text;
	let end = maxBytes - Buffer.byteLength(ELLIPSIS);
	// Its bytes but the first are 10xxxxxx.
	while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
	return `${bytes.subarray(0, end).toString()}${ELLIPSIS}`;
}
