/**
 * Builds a message from the tags and texts of its XML, as they come. Nothing is kept but the values themselves, so
 * that a hostile document cannot cost more than a small multiple of its size, which whoever reads it bounds.
 */
import type { Value } from '../../foundation/value.ts';
import { parseScalar, SCALARS } from './parse-scalar.ts';
import { XmlRpcError } from './xml-rpc-error.ts';

/** Values within values. supervisord's own answers are 4 deep, calls within a multicall too. */
export const MAX_DEPTH = 32;

export type XmlRpcMessage =
	/** `methodName` is empty where there is none. */
	| { readonly type: 'call'; readonly methodName: string; readonly params: readonly Value[] }
	| { readonly type: 'response'; readonly value: Value }
	| { readonly type: 'fault'; readonly value: Value };

/** What an element may contain; those that are not listed contain text. */
const CHILDREN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
	['', new Set(['methodCall', 'methodResponse'])],
	['methodCall', new Set(['methodName', 'params'])],
	['methodResponse', new Set(['params', 'fault'])],
	['params', new Set(['param'])],
	['param', new Set(['value'])],
	['fault', new Set(['value'])],
	['value', new Set([...SCALARS.keys(), 'array', 'struct'])],
	['array', new Set(['data'])],
	['data', new Set(['value'])],
	['struct', new Set(['member'])],
	['member', new Set(['name', 'value'])],
]);

interface Frame {
	readonly element: string;
	text: string;
	/** Of `methodName` and `name`. */
	name: string | undefined;
	/** What its children came to, in order. */
	readonly values: Value[];
	/** Of a struct. */
	readonly members: [string, Value][];
}

export class MessageBuilder {
	readonly #stack: Frame[] = [newFrame('')];
	#depth = 0;
	#message: XmlRpcMessage | undefined;

	/** @throws XmlRpcError where it is not complete. */
	get message(): XmlRpcMessage {
		if (this.#message === undefined) throw new XmlRpcError('there is no message');
		return this.#message;
	}

	/** A tag is opened. @throws XmlRpcError where it does not belong there. */
	open(element: string): void {
		const parent = this.#top;
		if (CHILDREN.get(parent.element)?.has(element) !== true) {
			throw new XmlRpcError(`<${element.slice(0, 40)}> cannot stand within <${parent.element}>`);
		}
		if (element === 'value' && ++this.#depth > MAX_DEPTH) throw new XmlRpcError('values are nested too deeply');
		this.#stack.push(newFrame(element));
	}

	text(text: string): void {
		const top = this.#top;
		if (CHILDREN.has(top.element) && top.element !== 'value') refuseText(top.element, text);
		else top.text += text;
	}

	/** The tag that was opened last is closed. @throws XmlRpcError, Fault where what was in it is wrong. */
	close(): void {
		const frame = this.#stack.pop();
		if (frame === undefined) return;
		const parent = this.#top;
		switch (frame.element) {
			case 'methodName':
			case 'name':
				parent.name = frame.text;
				return;
			case 'member':
				parent.members.push([required(frame.name, '<name>'), single(frame)]);
				return;
			case 'params':
				parent.values.push(frame.values);
				return;
			case 'fault':
				this.#message = { type: 'fault', value: single(frame) };
				return;
			case 'methodCall':
				this.#message = this.#call(frame);
				return;
			case 'methodResponse':
				this.#message ??= { type: 'response', value: single({ element: 'params', values: listOf(single(frame)) }) };
				return;
			case 'value':
				this.#depth -= 1;
				parent.values.push(unwrapValue(frame));
				return;
			case 'data':
				parent.values.push(frame.values);
				return;
			case 'param':
			case 'array':
				parent.values.push(single(frame));
				return;
			case 'struct':
				parent.values.push(structOf(frame.members));
				return;
			default:
				parent.values.push(parseScalar(frame.element, frame.text));
		}
	}

	get #top(): Frame {
		return required(this.#stack.at(-1), 'an element');
	}

	/** Clients may leave out empty params. */
	#call(frame: Frame): XmlRpcMessage {
		const params = frame.values.length === 0 ? [] : listOf(single(frame));
		return { type: 'call', methodName: (frame.name ?? '').trim(), params };
	}
}

function newFrame(element: string): Frame {
	return { element, text: '', name: undefined, values: [], members: [] };
}

function refuseText(element: string, text: string): void {
	if (text.trim() !== '') throw new XmlRpcError(`there is text within <${element}>`);
}

/** `<value>text</value>` is a string; around a type there is white space at most. */
function unwrapValue(frame: Frame): Value {
	if (frame.values.length === 0) return frame.text;
	refuseText('value', frame.text);
	return single(frame);
}

/** A member `__proto__` is one like any other. */
function structOf(members: readonly [string, Value][]): Value {
	const struct: Record<string, Value> = Object.create(null);
	for (const [name, value] of members) struct[name] = value;
	return struct;
}

function single({ element, values }: Pick<Frame, 'element' | 'values'>): Value {
	const [value] = values;
	if (value === undefined || values.length > 1)
		throw new XmlRpcError(`<${element}> has ${values.length} values, not 1`);
	return value;
}

function listOf(value: Value): Value[] {
	if (!Array.isArray(value)) throw new XmlRpcError('<params> is missing');
	return value;
}

function required<T>(value: T | undefined, what: string): T {
	if (value === undefined) throw new XmlRpcError(`${what} is missing`);
	return value;
}
