import { oneLine } from '../foundation/one-line.ts';
import type { HttpClient } from '../platform/http-client.ts';
import { activeProbe, type ProbeAsker } from './probe-asker.ts';

/** As much of an answer is read; Kubernetes reads as much. */
const MOST_BYTES = 10 * 1024;

/**
 * GET, answered with a status from 200 to 399 within the time, its first 10 KiB included. Redirects within the same
 * origin are followed; one to elsewhere is an answer as any other, as `curl -f` and Kubernetes have it.
 */
export function httpProbe({
	url,
	timeoutMs,
	http,
	version,
}: {
	readonly url: string;
	readonly timeoutMs: number;
	readonly http: HttpClient;
	readonly version: string;
}): ProbeAsker {
	const headers = { 'User-Agent': `podvisor/${version}`, Accept: '*/*' };
	return activeProbe(async (signal) => {
		const outcome = await http.request({
			method: 'GET',
			url,
			headers,
			body: undefined,
			timeoutMs,
			maxBytes: MOST_BYTES,
			followRedirects: true,
			signal,
		});
		if (outcome.type === 'failed') return { isOk: false, message: `${oneLine(outcome.error)} at ${oneLine(url)}` };
		const { status } = outcome;
		return { isOk: status >= 200 && status < 400, message: `HTTP ${status} from ${oneLine(url)}` };
	});
}
