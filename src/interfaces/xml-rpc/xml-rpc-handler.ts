import { Fault } from '../../foundation/fault.ts';
import { SUPERVISOR_METHODS } from '../../operations/supervisor-methods.ts';
import type { ControlRequest } from '../http/control-request.ts';
import type { HttpHandler } from '../http/http-handler.ts';
import { HttpRefusal } from '../http/http-refusal.ts';
import { CallDecoder } from './call-decoder.ts';
import { callMethod } from './call-method.ts';
import type { XmlRpcCall } from './decode-call.ts';
import { encodeFault } from './encode-response.ts';
import { ResponseEncoder } from './response-encoder.ts';
import { XmlRpcError } from './xml-rpc-error.ts';
import { createXmlRpcMethods } from './xml-rpc-methods.ts';

/** XML-RPC at `/RPC2`. */
export function createXmlRpcHandler(): HttpHandler {
	const methods = createXmlRpcMethods(SUPERVISOR_METHODS);
	const decoder = new CallDecoder();
	const encoder = new ResponseEncoder();

	async function call(body: Buffer, { control, caller, closed: gone }: ControlRequest): Promise<string | Buffer> {
		const { trace, debug } = control.session.log;
		let methodName = '';
		try {
			const asked = readCall(decoder, body, (reason) =>
				debug({ event: 'xml-rpc', reason }, `XML-RPC request is invalid: ${reason}`),
			);
			methodName = asked.methodName;
			trace({ event: 'xml-rpc', methodName }, `XML-RPC method called: ${methodName}()`);
			const value = await callMethod(methodName, asked.params, { control, caller, gone, methods });
			trace({ event: 'xml-rpc', methodName }, `XML-RPC method ${methodName}() returned successfully`);
			return encoder.encode(value);
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			const { code, message } = error;
			trace({ event: 'xml-rpc', methodName }, `XML-RPC method ${methodName}() returned fault: [${code}] ${message}`);
			return encodeFault(error);
		}
	}

	return {
		matches: (path) => path.startsWith('/RPC2'),
		async handle(request) {
			// supervisord answers 400 too, where 405 would be the word.
			if (request.method !== 'POST') throw new HttpRefusal(400, 'XML-RPC is called by POST\n');
			const body = await request.readBody();
			request.answer({ status: 200, headers: { 'Content-Type': 'text/xml' }, body: await call(body, request) });
		},
	};
}

/** @throws HttpRefusal 400, as supervisord answers, where this is no call; Fault where it can never be a right one */
function readCall(decoder: CallDecoder, body: Buffer, tell: (reason: string) => void): XmlRpcCall {
	try {
		const call = decoder.decode(body);
		if (call.methodName === '') throw new XmlRpcError('it has no methodName');
		return call;
	} catch (error) {
		if (!(error instanceof XmlRpcError)) throw error;
		tell(error.message);
		throw new HttpRefusal(400, `this is no call by XML-RPC: ${error.message}\n`);
	}
}
