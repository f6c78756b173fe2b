import type { InetAddress } from '../values/inet-address.ts';
import { listenAddress } from '../values/listen-address.ts';
import { text } from '../values/text.ts';
import { type Option, option } from './option.ts';

interface ProbeServerOptions {
	readonly listen: Option<InetAddress>;
	readonly environment: Option<string>;
}

/** `[probe_server]`. */
export const PROBE_SERVER_OPTIONS: ProbeServerOptions = {
	listen: option('listen', listenAddress, {
		default: '0.0.0.0:9180',
		podvisor: true,
		doc: 'where `/livez`, `/readyz`, `/startupz`, `/health` and `/metrics` are served; `*` is every interface, of IPv4 and of IPv6; `0.0.0.0` those of IPv4 alone',
	}),
	environment: option('environment', text, {
		default: '%(ENV_ENVIRONMENT:-production)s',
		podvisor: true,
		doc: 'what `/health` calls the place that the pod runs in',
	}),
};
