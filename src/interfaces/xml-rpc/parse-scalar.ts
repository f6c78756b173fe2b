import { Fault } from '../../foundation/fault.ts';
import { XmlRpcError } from './xml-rpc-error.ts';

type Scalar = string | number | boolean;

const INTEGER = /^[+-]?\d{1,16}$/;
// One way only to read each character: with `\d+\.?\d*` a long row of digits would take years.
const DOUBLE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/**
 * The types of XML-RPC that stand for themselves (http://xmlrpc.com/spec.md), and i8 of Apache's extensions. base64 is
 * text in UTF-8, as to supervisord; a date is its text, since no method takes one.
 * @throws XmlRpcError, or of nil a Fault: it is well formed, but never what a method takes.
 */
export const SCALARS: ReadonlyMap<string, (text: string) => Scalar> = new Map<string, (text: string) => Scalar>([
	['int', parseInteger],
	['i4', parseInteger],
	['i8', parseInteger],
	['boolean', parseBoolean],
	['double', parseDouble],
	['string', (text) => text],
	['base64', parseBase64],
	['dateTime.iso8601', (text) => text.trim()],
	['nil', refuseNil],
	['ex:nil', refuseNil],
]);

/** @throws XmlRpcError, Fault */
export function parseScalar(type: string, text: string): Scalar {
	const parse = SCALARS.get(type);
	if (parse === undefined) throw new XmlRpcError(`<${type}> is no type`);
	return parse(text);
}

/** Wider than XML-RPC's 32 bits: which numbers make sense is the method's to say. */
function parseInteger(text: string): number {
	const trimmed = text.trim();
	const number = Number(trimmed);
	if (!INTEGER.test(trimmed) || !Number.isSafeInteger(number)) throw new XmlRpcError(`${quote(text)} is no integer`);
	// No -0: it would be a double again.
	return number + 0;
}

function parseBoolean(text: string): boolean {
	const trimmed = text.trim();
	if (trimmed !== '0' && trimmed !== '1') throw new XmlRpcError(`${quote(text)} is no boolean, which is 0 or 1`);
	return trimmed === '1';
}

function parseDouble(text: string): number {
	const trimmed = text.trim();
	const number = Number(trimmed);
	if (!DOUBLE.test(trimmed) || !Number.isFinite(number)) throw new XmlRpcError(`${quote(text)} is no double`);
	return number + 0;
}

function parseBase64(text: string): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'));
	} catch (cause) {
		throw new XmlRpcError('what is in base64 is no text in UTF-8', { cause });
	}
}

function refuseNil(): never {
	throw new Fault('INCORRECT_PARAMETERS');
}

function quote(text: string): string {
	return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
