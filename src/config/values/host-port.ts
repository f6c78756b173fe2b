import { parseInteger } from '../python/parse-integer.ts';

/** A host and a TCP port to connect to. */
export interface HostPort {
	/** A name or an address; IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
}

/** `host:port` or `[address]:port`; `undefined` where it is neither. */
export function hostPort(text: string): HostPort | undefined {
	const [, address, name, digits = ''] = /^(?:\[([\da-f:.]+)\]|([^\s:/@[\]\\]+)):(\d+)$/i.exec(text) ?? [];
	const host = address ?? name;
	const port = parseInteger(digits);
	if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
	return { host, port };
}
