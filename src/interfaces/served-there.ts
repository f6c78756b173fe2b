import type { HttpHandler } from './http/http-handler.ts';
import { loadHandlers } from './load-handlers.ts';
import { loadProbeHandlers } from './probes/load-probe-handlers.ts';
import type { ServerPlan } from './server-plan.ts';

/** What lives on a server. */
export interface Served {
	/** Loaded with the first request, and once for all servers of its kind. */
	readonly handlers: () => Promise<readonly HttpHandler[]>;
	/** What is said where there is nothing. */
	readonly nothingHere: string;
	/**
	 * Whoever asks what he may keeps his connection when all are taken. On a server that everybody may ask that would keep
	 * others out for good: there the oldest connection makes way.
	 */
	readonly admits: boolean;
}

/** What lives on each server: the probe server has nothing of what controls the pod, whatever is asked of it. */
export function servedThere(onLoaded: () => void): (section: ServerPlan['section']) => Served {
	const control: Served = { handlers: once(loadHandlers, onLoaded), nothingHere: NO_CONTROL_HERE, admits: true };
	const probes: Served = { handlers: once(loadProbeHandlers, onLoaded), nothingHere: NO_PROBE_HERE, admits: false };
	return (section) => (section === 'probe_server' ? probes : control);
}

function once(load: Served['handlers'], onLoaded: () => void): Served['handlers'] {
	let loading: ReturnType<Served['handlers']> | undefined;
	return () => {
		if (loading === undefined) {
			loading = load();
			onLoaded();
		}
		return loading;
	};
}

const NO_CONTROL_HERE = `there is nothing here. What there is:
  /RPC2                          XML-RPC, for supervisorctl and podctl
  /logtail/NAME[/stdout|stderr]  a program's log, as it grows
  /mainlogtail                   podvisord's own log, as it grows
  /api/v1/                       REST; its document is /api/v1/openapi.json
  /                              a page for a browser
`;

const NO_PROBE_HERE = `there is nothing here. What there is:
  /livez     the daemon works
  /readyz    all services are ready
  /startupz  all that starts with the pod is up
  /health    all that is known of the pod's health, in JSON
  /metrics   for Prometheus
What controls the pod is on [unix_http_server] and [inet_http_server].
`;
