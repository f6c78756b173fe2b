import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../../config/config.ts';
import { stackOf } from '../../foundation/stack-of.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { HttpHandler } from './http-handler.ts';
import { HttpRefusal } from './http-refusal.ts';
import { isAuthorized } from './is-authorized.ts';
import { refuseBrowser } from './refuse-browser.ts';

export interface ServeRequestOptions {
	readonly handlers: () => Promise<readonly HttpHandler[]>;
	readonly credentials: Credentials | undefined;
	/** TCP without a password. */
	readonly isOpen: boolean;
	readonly hostname: string;
	readonly wrongPasswordMs: number;
	/** What is said where no handler matches. */
	readonly nothingHere: string;
	/** Called when it has turned out that the client may ask. */
	readonly onAdmitted?: () => void;
	/** Called when it gave a user name or password, and not the right ones. */
	readonly onWrongPassword?: () => void;
}

const PLAIN = 'text/plain; charset=utf-8';

/** Answers a request, whatever happens on the way: who may ask, then who knows. */
export async function serveRequest(exchange: HttpExchange, options: ServeRequestOptions): Promise<void> {
	try {
		refuseBrowser(exchange, options);
		await authenticate(exchange, options);
		options.onAdmitted?.();
		const handlers = await options.handlers();
		const handler = handlers.find((one) => one.matches(exchange.path));
		if (handler === undefined) throw new HttpRefusal(404, options.nothingHere);
		await handler.handle(exchange);
		if (!exchange.isAnswered) throw new Error('the request was not answered');
	} catch (error) {
		refuse(exchange, error);
	}
}

/** Before anything else of the request is looked at. */
async function authenticate(exchange: HttpExchange, options: ServeRequestOptions): Promise<void> {
	const { credentials, wrongPasswordMs } = options;
	const { authorization } = exchange.headers;
	if (credentials === undefined || isAuthorized(authorization, credentials)) return;
	if (authorization !== undefined) {
		options.onWrongPassword?.();
		// Whoever guesses has to wait; nobody else has.
		await delay(wrongPasswordMs, undefined, { ref: false });
	}
	throw new HttpRefusal(401, 'this server asks for its user name and password\n', {
		'WWW-Authenticate': 'Basic realm="default"',
	});
}

function refuse(exchange: HttpExchange, error: unknown): void {
	if (error instanceof HttpRefusal) {
		const { status, headers, message } = error;
		exchange.answer({ status, headers: { 'Content-Type': PLAIN, ...headers }, body: message });
		return;
	}
	const { method, path, control } = exchange;
	const stack = stackOf(error);
	control.session.log.error({ event: 'http', method, path, stack }, `cannot answer ${method} ${quote(path)}: ${stack}`);
	if (exchange.isAnswered) exchange.abort();
	const body = "this is a bug of Podvisor; the daemon's log tells more\n";
	exchange.answer({ status: 500, headers: { 'Content-Type': PLAIN }, body });
}

function quote(path: string): string {
	return JSON.stringify(path.slice(0, 100));
}
