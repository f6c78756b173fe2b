import type { ConfigSource } from '../config-source.ts';

/** A parsed value, or what is wrong with the text; `wrong` follows the quoted text: `"x" is not a whole number`. */
export type Parsed<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly wrong: string; readonly hint: string };

/** How an option's text is read. */
export interface ValueType<T> {
	/** As the reference page calls it. */
	readonly label: string;
	parse(text: string, source: ConfigSource): Parsed<T>;
	/** Whether a text has nothing to expand, whatever percent signs it has. */
	isLiteral?(text: string): boolean;
	/** A text without what no message may show. */
	redact?(text: string): string;
}

export function parsed<T>(value: T): Parsed<T> {
	return { ok: true, value };
}

export function refused<T>(wrong: string, hint: string): Parsed<T> {
	return { ok: false, wrong, hint };
}
