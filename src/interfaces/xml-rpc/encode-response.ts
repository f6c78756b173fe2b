import type { Value } from '../../foundation/value.ts';
import { encodeValue } from './encode-value.ts';

/** The body of an answer. @throws RangeError of NaN and infinities */
export function encodeResponse(value: Value): string {
	return envelope(`<params><param>${encodeValue(value)}</param></params>`);
}

/** The body of an answer that is a fault. */
export function encodeFault({ code, message }: { readonly code: number; readonly message: string }): string {
	return envelope(`<fault>${encodeValue({ faultCode: code, faultString: message })}</fault>`);
}

function envelope(content: string): string {
	return `<?xml version='1.0'?>\n<methodResponse>${content}</methodResponse>\n`;
}
