import type { Value } from '../../foundation/value.ts';
import { encodeValue } from './encode-value.ts';
import { escapeXml } from './escape-xml.ts';

/** The body of a call, `method` with its namespace. @throws RangeError of NaN and infinities */
export function encodeCall(method: string, params: readonly Value[]): string {
	const list = params.map((param) => `<param>${encodeValue(param)}</param>`).join('');
	return `<?xml version='1.0'?>\n<methodCall><methodName>${escapeXml(method)}</methodName><params>${list}</params></methodCall>\n`;
}
