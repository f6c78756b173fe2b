import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { HttpRefusal } from './http-refusal.ts';

export interface BrowserRequest {
	readonly method: string;
	readonly headers: IncomingHttpHeaders;
}

export interface RefuseBrowserOptions {
	/** TCP without a password: whoever can connect may do everything, and a browser on this machine can connect. */
	readonly isOpen: boolean;
	/** This machine's. */
	readonly hostname: string;
}

/**
 * A web page that somebody looks at must not control the pod through that person's browser: neither from its own origin
 * (a browser sends what it calls for, and the password it knows), nor by giving its own host name this machine's
 * address (DNS rebinding), for which a password helps.
 * @throws HttpRefusal 403
 */
export function refuseBrowser(request: BrowserRequest, { isOpen, hostname }: RefuseBrowserOptions): void {
	const { origin, host } = request.headers;
	if (isForeign(request) || (origin !== undefined && !isSameHost(origin, host))) {
		throw new HttpRefusal(403, 'a web page of another origin may not ask this of your browser\n');
	}
	// supervisorctl leaves it empty on a unix socket.
	if (!isOpen || host === undefined || host === '' || isOwnName(host, hostname)) return;
	throw new HttpRefusal(
		403,
		'without a password, this server answers only to its IP address, localhost, or a host name without dots; ' +
			'ask by one of these, or set username and password in [inet_http_server]\n',
	);
}

/** A link on another page may lead here: that page does not see what comes of it, and GET changes nothing. */
function isForeign({ method, headers }: BrowserRequest): boolean {
	if (headers['sec-fetch-site'] !== 'cross-site') return false;
	const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
	return !(isLink && method === 'GET');
}

function isSameHost(origin: string, host: string | undefined): boolean {
	return host !== undefined && URL.canParse(origin) && new URL(origin).host === normalizeHost(host);
}

/** As a URL has it: in lower case, without the port that http has anyway. */
function normalizeHost(host: string): string {
	const url = `http://${host}`;
	return URL.canParse(url) ? new URL(url).host : host;
}

/** A name without a dot (`web`, as containers call each other) is none that a stranger could have registered. */
function isOwnName(host: string, hostname: string): boolean {
	const url = `http://${host}`;
	if (!URL.canParse(url)) return false;
	const name = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
	return isIP(name) !== 0 || !name.includes('.') || name === hostname.toLowerCase();
}
