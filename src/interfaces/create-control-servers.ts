import type { ControlServers } from '../daemon/control.ts';
import type { System } from '../platform/system.ts';

/** The servers of `[unix_http_server]` and `[inet_http_server]`. */
export function createControlServers(_options: { readonly system: System }): ControlServers {
	return { serve: () => [], refresh: () => {}, close: (_timeoutMs, callback) => callback() };
}
