import { BadReplyError } from './client-error.ts';

/** A server-sent event (HTML Living Standard, 9.2). */
export interface ServerSentEvent {
	readonly event: string;
	readonly data: string;
	/** Empty where it has none. */
	readonly id: string;
}

/** Of one event that is not at its end; Podvisor's are a few hundred. */
const MOST_CHARACTERS = 1024 * 1024;

/** Puts server-sent events together from however they come in pieces. */
export class SseParser {
	readonly #decoder = new TextDecoder();
	#text = '';

	/** The events that are complete with this piece. @throws BadReplyError where one has no end */
	feed(chunk: Uint8Array): ServerSentEvent[] {
		this.#text += this.#decoder.decode(chunk, { stream: true }).replaceAll('\r', '');
		const blocks = this.#text.split('\n\n');
		this.#text = blocks.pop() ?? '';
		if (this.#text.length > MOST_CHARACTERS) throw new BadReplyError('an event in the stream has no end');
		return blocks.flatMap(parseBlock);
	}
}

/** Comments, which keep the connection alive, are no event. */
function parseBlock(block: string): ServerSentEvent[] {
	const fields = new Map<string, string>();
	for (const line of block.split('\n')) {
		const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
		if (name === '') continue;
		const before = fields.get(name);
		fields.set(name, name === 'data' && before !== undefined ? `${before}\n${value}` : value);
	}
	const data = fields.get('data');
	return data === undefined ? [] : [{ event: fields.get('event') ?? 'message', data, id: fields.get('id') ?? '' }];
}
