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
		doc: 'where `/livez`, `/readyz`, `/startupz`, `/health` and `/metrics` are served; `*` is `0.0.0.0`, every interface of IPv4; `[::]` is every one of IPv6 and IPv4',
	}),
	environment: option('environment', text, {
		default: '%(ENV_ENVIRONMENT:-production)s',
		podvisor: true,
		doc: 'what `/health` calls the place that the pod runs in',
	}),
};
