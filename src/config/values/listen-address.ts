import { parseInteger } from '../python/parse-integer.ts';
import { hostPort } from './host-port.ts';
import type { InetAddress } from './inet-address.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** Where a server of Podvisor's own listens: as supervisord's `inet_address`, and `[::1]:9180`. */
export const listenAddress: ValueType<InetAddress> = {
	label: 'host:port',
	parse(text) {
		const trimmed = text.trim().toLowerCase();
		const port = parseInteger(/^(?:\*?:)?(\d+)$/.exec(trimmed)?.[1] ?? '');
		const address = port === undefined ? hostPort(trimmed) : { host: '', port };
		if (address !== undefined && address.port >= 1 && address.port <= 65_535) return parsed(address);
		return refused(
			'is no address to listen on',
			'write host:port with a port from 1 to 65535, as in 127.0.0.1:9180, [::1]:9180, or *:9180 for all interfaces',
		);
	},
};
