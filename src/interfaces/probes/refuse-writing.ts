import type { ControlRequest } from '../http/control-request.ts';
import { HttpRefusal } from '../http/http-refusal.ts';

/**
 * Nothing that is served for probes can be changed.
 * @throws HttpRefusal 405
 */
export function refuseWriting({ method }: Pick<ControlRequest, 'method'>): void {
	if (method === 'GET' || method === 'HEAD') return;
	throw new HttpRefusal(405, 'this can only be read; ask with GET\n', { Allow: 'GET, HEAD' });
}
