import type { HttpHandler } from '../http/http-handler.ts';
import { HttpRefusal } from '../http/http-refusal.ts';
import { WEB_PAGE, webPolicy } from './web-page.ts';

/** The page for people, where supervisord has its own. */
export function createWebHandler(): HttpHandler {
	return {
		matches: (path) => path === '/' || path === '/index.html',
		handle(request) {
			if (request.method !== 'GET' && request.method !== 'HEAD') {
				throw new HttpRefusal(405, 'a page is asked for by GET\n', { Allow: 'GET, HEAD' });
			}
			request.answer({
				status: 200,
				headers: {
					'Content-Type': 'text/html; charset=utf-8',
					'Content-Security-Policy': webPolicy(),
					// Not no-referrer: some browsers then send a null origin with what the page itself asks for, which is refused.
					'Referrer-Policy': 'same-origin',
					'X-Frame-Options': 'DENY',
				},
				body: WEB_PAGE,
			});
		},
	};
}
