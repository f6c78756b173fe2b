import { loadSaxes } from './load-saxes.ts';
import { MessageBuilder, type XmlRpcMessage } from './message-builder.ts';
import { XmlRpcError } from './xml-rpc-error.ts';

/**
 * Reads a message of XML-RPC. A document type, and so any entity of its own, is refused.
 * @throws XmlRpcError where it is none; Fault of a nil.
 */
export function parseMessage(text: string): XmlRpcMessage {
	const { SaxesParser } = loadSaxes();
	const builder = new MessageBuilder();
	const parser = new SaxesParser({ position: false });
	parser.on('error', ({ message }) => {
		throw new XmlRpcError(message);
	});
	parser.on('doctype', () => {
		throw new XmlRpcError('there is a document type');
	});
	parser.on('opentagstart', ({ name }) => builder.open(name));
	parser.on('text', (text) => builder.text(text));
	parser.on('cdata', (text) => builder.text(text));
	parser.on('closetag', () => builder.close());
	parser.write(text).close();
	return builder.message;
}
