import type { Value } from '../../foundation/value.ts';
import { messageText } from './message-text.ts';
import { parseMessage } from './parse-message.ts';
import { readPlainResponse } from './read-plain-response.ts';
import { XmlRpcError } from './xml-rpc-error.ts';

/** What a server answered. */
export type XmlRpcResponse =
	| { readonly type: 'value'; readonly value: Value }
	| { readonly type: 'fault'; readonly code: number; readonly text: string };

/** @throws XmlRpcError where it is no answer */
export function decodeResponse(bytes: Uint8Array): XmlRpcResponse {
	const text = messageText(bytes);
	const plain = readPlainResponse(text);
	if (plain !== undefined) return { type: 'value', value: plain };
	const message = parseMessage(text);
	switch (message.type) {
		case 'call':
			throw new XmlRpcError('it is no <methodResponse>');
		case 'response':
			return { type: 'value', value: message.value };
		case 'fault': {
			const { faultCode, faultString } = message.value as Readonly<Record<string, Value | undefined>>;
			if (typeof faultCode !== 'number' || typeof faultString !== 'string')
				throw new XmlRpcError('its <fault> is none');
			return { type: 'fault', code: faultCode, text: faultString };
		}
	}
}
