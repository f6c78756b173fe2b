/** What came is no XML-RPC: not well formed, too deep, or not of its grammar. The message says what, for a log. */
export class XmlRpcError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'XmlRpcError';
	}
}
