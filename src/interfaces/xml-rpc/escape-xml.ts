// What XML 1.0 cannot carry, even as a reference (https://www.w3.org/TR/xml/#charsets), and what it gives a meaning to.
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
const SPECIAL = /[\0-\x08\x0b-\x1f&<>\ufffe\uffff]/;

type Replacement = readonly [character: string, by: string];

/** Each for itself, `&` before those that have one. */
const NAMED: readonly Replacement[] = [
	['&', '&amp;'],
	['<', '&lt;'],
	['>', '&gt;'],
	['\r', '&#13;'],
	['\ufffe', '\ufffd'],
	['\uffff', '\ufffd'],
];

const PICTURES: readonly Replacement[] = Array.from(
	{ length: 32 },
	(_, code): Replacement => [String.fromCharCode(code), String.fromCharCode(0x2400 + code)],
).filter(([character]) => SPECIAL.test(character));

const REPLACEMENTS: readonly Replacement[] = [...NAMED, ...PICTURES];

/** As many characters are looked at together: what comes of them meanwhile stays small. */
const PIECE = 64 * 1024;

/**
 * Text within an element. Logs hold anything: a control character becomes its picture (ESC: U+241B, `␛`), for which
 * supervisord's clients could not read the whole answer; half a surrogate pair and U+FFFE, U+FFFF become U+FFFD. CR is
 * written as a reference, since a reader takes a plain one for a line end.
 */
export function escapeXml(text: string): string {
	const wellFormed = text.toWellFormed();
	if (!SPECIAL.test(wellFormed)) return wellFormed;
	const pieces: string[] = [];
	for (let at = 0; at < wellFormed.length; at += PIECE) pieces.push(escapePiece(wellFormed.slice(at, at + PIECE)));
	return pieces.join('');
}

/**
 * By split() and join(), which stay in native code: 4 MiB of NULs, which a program may well have for its log, take a
 * tenth of a second. With a function for each character it is seconds, in which the whole pod would stand still.
 */
function escapePiece(piece: string): string {
	let escaped = piece;
	for (const [character, replacement] of REPLACEMENTS) {
		if (escaped.includes(character)) escaped = escaped.split(character).join(replacement);
	}
	return escaped;
}
