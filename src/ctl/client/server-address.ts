/** Where a daemon listens. */
export type ServerAddress =
	| { readonly type: 'unix'; readonly path: string }
	| { readonly type: 'tcp'; readonly host: string; readonly port: number };

/** `unix:///path/of/socket` or `http://host:port` (port 80 where there is none); `undefined` for anything else. */
export function parseServerAddress(url: string): ServerAddress | undefined {
	if (url.startsWith('unix://')) {
		const path = url.slice('unix://'.length);
		return path === '' || path.includes('\0') ? undefined : { type: 'unix', path };
	}
	const parsed = url.startsWith('http://') ? URL.parse(url) : null;
	if (parsed === null) return undefined;
	// `[::1]` is written in brackets, and connected to without.
	const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
	return { type: 'tcp', host, port: parsed.port === '' ? 80 : Number(parsed.port) };
}

/** User and password as they stand in `http://user:password@host`; none in most. */
export function credentialsIn(url: string): { readonly username: string; readonly password: string } | undefined {
	const parsed = url.startsWith('http://') ? URL.parse(url) : null;
	if (parsed === null || parsed.username === '') return undefined;
	return { username: decode(parsed.username), password: decode(parsed.password) };
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// URIError, its only one: a lone %, which somebody did not encode.
		return text;
	}
}
