import type { Value } from '../../foundation/value.ts';
import { escapeXml } from './escape-xml.ts';

/** XML-RPC's int; Python's client refuses to send others, and other languages cannot read them. */
const MAX_INT = 2 ** 31 - 1;
const MIN_INT = -(2 ** 31);

/**
 * `<value>…</value>`. A whole number beyond 32 bits becomes the nearest one within, as supervisord's `capped_int`.
 * @throws RangeError of NaN and infinities, which XML-RPC does not have
 */
export function encodeValue(value: Value): string {
	return `<value>${encodeTyped(value)}</value>`;
}

function encodeTyped(value: Value): string {
	switch (typeof value) {
		case 'string':
			return `<string>${escapeXml(value)}</string>`;
		case 'boolean':
			return `<boolean>${value ? 1 : 0}</boolean>`;
		case 'number':
			return encodeNumber(value);
		case 'object':
			if (isList(value)) return `<array><data>${value.map(encodeValue).join('')}</data></array>`;
			return `<struct>${Object.entries(value).map(encodeMember).join('')}</struct>`;
	}
}

function encodeNumber(value: number): string {
	if (Number.isInteger(value)) return `<int>${Math.min(MAX_INT, Math.max(MIN_INT, value))}</int>`;
	if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be sent by XML-RPC`);
	return `<double>${value}</double>`;
}

function encodeMember([name, value]: [string, Value]): string {
	return `<member><name>${escapeXml(name)}</name>${encodeValue(value)}</member>`;
}

// Array.isArray() does not narrow what is readonly.
function isList(value: object): value is readonly Value[] {
	return Array.isArray(value);
}
