import { XmlRpcError } from './xml-rpc-error.ts';

/** The text of a message, which is in UTF-8 whatever its XML declaration says. @throws XmlRpcError where it is not */
export function messageText(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch (cause) {
		throw new XmlRpcError('it is not in UTF-8', { cause });
	}
}
