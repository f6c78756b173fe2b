import type { Value } from '../../foundation/value.ts';
import { messageText } from './message-text.ts';
import { parseMessage } from './parse-message.ts';
import { XmlRpcError } from './xml-rpc-error.ts';

export interface XmlRpcCall {
	/** Empty where there is none. */
	readonly methodName: string;
	readonly params: readonly Value[];
}

/**
 * What a client asks for.
 * @throws XmlRpcError where it is no call; Fault where it has a nil.
 */
export function decodeCall(bytes: Uint8Array): XmlRpcCall {
	const message = parseMessage(messageText(bytes));
	if (message.type !== 'call') throw new XmlRpcError('it is no <methodCall>');
	return message;
}
