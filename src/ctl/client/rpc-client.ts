import type { Value } from '../../foundation/value.ts';
import { decodeResponse, type XmlRpcResponse } from '../../interfaces/xml-rpc/decode-response.ts';
import { encodeCall } from '../../interfaces/xml-rpc/encode-call.ts';
import { XmlRpcError } from '../../interfaces/xml-rpc/xml-rpc-error.ts';
import { BadReplyError, HttpStatusError, RpcFault } from './client-error.ts';
import type { HttpClient } from './http-client.ts';

export interface RpcCall {
	readonly args?: readonly Value[];
	/** The method waits for programs to start or stop, as long as that takes. */
	readonly waits?: boolean;
	/** Ends it before its time. */
	readonly signal?: AbortSignal;
}

/** The methods `supervisor.*` of a supervisord or podvisord. */
export class RpcClient {
	readonly #http: HttpClient;

	constructor(http: HttpClient) {
		this.#http = http;
	}

	/**
	 * Calls `supervisor.METHOD`.
	 * @throws RpcFault where the daemon refuses; UnreachableError, HttpStatusError or BadReplyError where none answered
	 */
	async call(method: string, { args = [], waits = false, signal }: RpcCall = {}): Promise<Value> {
		const reply = await this.#http.request({
			method: 'POST',
			path: '/RPC2',
			type: 'text/xml',
			body: encodeCall(`supervisor.${method}`, args),
			waits,
			...(signal === undefined ? {} : { signal }),
		});
		if (reply.status !== 200) throw new HttpStatusError(reply.status, reply.reason);
		const response = decode(reply.body);
		if (response.type === 'fault') throw new RpcFault(response.code, response.text);
		return response.value;
	}
}

function decode(body: Buffer): XmlRpcResponse {
	try {
		return decodeResponse(body);
	} catch (error) {
		if (error instanceof XmlRpcError) throw new BadReplyError(`the answer is no XML-RPC: ${error.message}`, error);
		throw error;
	}
}
