import type { HttpHandler } from './http/http-handler.ts';

/**
 * What lives on the control servers, loaded with the first request and not before: a pod that nobody asks anything pays
 * nothing for it.
 */
export async function loadHandlers(): Promise<readonly HttpHandler[]> {
	const { createXmlRpcHandler } = await import('./xml-rpc/xml-rpc-handler.ts');
	const { createLogTailHandler } = await import('./log-tail/log-tail-handler.ts');
	const { createRestHandler } = await import('./rest/rest-handler.ts');
	const { createWebHandler } = await import('./web/web-handler.ts');
	return [createXmlRpcHandler(), createLogTailHandler(), createRestHandler(), createWebHandler()];
}
