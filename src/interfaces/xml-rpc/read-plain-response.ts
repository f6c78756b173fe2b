/**
 * Reads the answers that supervisord and podvisord really give, without an XML parser: `podctl status` reads one and
 * ends, before V8 has optimised what looks at each character, which was 25 of its 70 ms with a hundred programs. A regular
 * expression is machine code from its second use on, and takes a whole member of a struct.
 */
import type { Value } from '../../foundation/value.ts';
import { MAX_DEPTH } from './message-builder.ts';
import { parseScalar } from './parse-scalar.ts';

/** Neither references nor a CR or what XML 1.0 forbids, nor the `>` of a `]]>`: those are for who knows all of XML. */
const TEXT = '([^&<>\\0-\\x08\\x0b-\\x1f\\ufffe\\uffff]*)';
const TYPED = `<(string|int|i4|i8|boolean|double)>${TEXT}</`;

const BEGIN = word('^<\\?xml version=("|\')1\\.0\\1\\?>', '<methodResponse>', '<params>', '<param>');
const END = word('</param>', '</params>', '</methodResponse>', '$');
const SCALAR = word('<value>', `${TYPED}\\1>`, '</value>');
const LIST = word('<value>', '<array>', '<data>');
const LIST_END = word('</data>', '</array>', '</value>');
const STRUCT = word('<value>', '<struct>');
const STRUCT_END = word('</struct>', '</value>');
const SCALAR_MEMBER = word('<member>', `<name>${TEXT}</name>`, '<value>', `${TYPED}\\2>`, '</value>', '</member>');
const MEMBER = word('<member>', `<name>${TEXT}</name>`);
const MEMBER_END = word('</member>');

/**
 * The value of an answer in which each has its type, no tag has attributes, and no text a reference; `undefined` of any
 * other: a parser has to tell what that is.
 * @throws XmlRpcError where a text is not of its type
 */
export function readPlainResponse(text: string): Value | undefined {
	const reader = new PlainReader(text);
	if (reader.take(BEGIN) === null) return undefined;
	const value = reader.value(MAX_DEPTH);
	return reader.take(END) === null ? undefined : value;
}

class PlainReader {
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	/** The next word, if it is this one. */
	take(word: RegExp): RegExpExecArray | null {
		word.lastIndex = this.#at;
		const found = word.exec(this.#text);
		if (found !== null) this.#at = word.lastIndex;
		return found;
	}

	value(depth: number): Value | undefined {
		if (depth === 0) return undefined;
		const scalar = this.take(SCALAR);
		if (scalar !== null) return scalarOf(scalar[1], scalar[2]);
		if (this.take(STRUCT) !== null) return this.#struct(depth);
		return this.take(LIST) === null ? undefined : this.#list(depth);
	}

	#list(depth: number): Value | undefined {
		const values: Value[] = [];
		while (this.take(LIST_END) === null) {
			const value = this.value(depth - 1);
			if (value === undefined) return undefined;
			values.push(value);
		}
		return values;
	}

	#struct(depth: number): Value | undefined {
		// A member `__proto__` is one like any other.
		const struct: Record<string, Value> = Object.create(null);
		for (;;) {
			for (let next = this.take(SCALAR_MEMBER); next !== null; next = this.take(SCALAR_MEMBER)) {
				struct[next[1] ?? ''] = scalarOf(next[2], next[3]);
			}
			if (this.take(STRUCT_END) !== null) return struct;
			const member = this.take(MEMBER);
			const value = member === null ? undefined : this.value(depth - 1);
			if (member === null || value === undefined || this.take(MEMBER_END) === null) return undefined;
			struct[member[1] ?? ''] = value;
		}
	}
}

function scalarOf(type = '', text = ''): Value {
	return type === 'string' ? text : parseScalar(type, text);
}

/** Tags one after the other, with white space where it means nothing, from the place on that is looked at. */
function word(...parts: readonly string[]): RegExp {
	return new RegExp(parts.map((part) => `[\\t\\n ]*${part}`).join(''), 'y');
}
