import { parseInteger } from '../python/parse-integer.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** A TCP address; an empty host means all interfaces. */
export interface InetAddress {
	readonly host: string;
	readonly port: number;
}

/** supervisord's `inet_address`: `host:port`, `*:port`, `:port` or `port`. */
export const inetAddress: ValueType<InetAddress> = {
	label: 'host:port',
	parse(text) {
		const colon = text.lastIndexOf(':');
		const port = parseInteger(text.slice(colon + 1));
		if (port === undefined || port < 1 || port > 65_535) {
			return refused('has no port number from 1 to 65535', 'write 127.0.0.1:9001, or *:9001 for all interfaces');
		}
		const host = text.slice(0, Math.max(0, colon)).toLowerCase();
		return parsed({ host: host === '*' ? '' : host, port });
	},
};
