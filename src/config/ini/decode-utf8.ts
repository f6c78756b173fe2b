/** A file's text, or the line (from 1) of the first byte that is not UTF-8. */
export type DecodedText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly line: number };

/** Reads bytes as strict UTF-8, as supervisord opens its files; a byte order mark stays in the text. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
	try {
		return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
	} catch {
		return { ok: false, line: firstBadLine(bytes) };
	}
}

function firstBadLine(bytes: Uint8Array): number {
	const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	const encoder = new TextEncoder();
	let offset = 0;
	let line = 1;
	for (const character of text) {
		// A replacement character that does not stand for itself in the bytes stands for a bad one.
		if (character === '\uFFFD' && !(bytes[offset] === 0xef && bytes[offset + 1] === 0xbf)) return line;
		if (character === '\n') line++;
		offset += encoder.encode(character).length;
	}
	return line;
}
