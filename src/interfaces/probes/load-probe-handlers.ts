import type { HttpHandler } from '../http/http-handler.ts';

/** What lives on the probe server, loaded with its first request. */
export async function loadProbeHandlers(): Promise<readonly HttpHandler[]> {
	const { createProbeHandler } = await import('./probe-handler.ts');
	const { createMetricsHandler } = await import('../metrics/metrics-handler.ts');
	return [createProbeHandler(), createMetricsHandler()];
}
