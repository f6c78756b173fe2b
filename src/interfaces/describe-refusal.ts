import { describeListenFailure } from '../daemon/describe-listen-failure.ts';
import type { SystemFailure } from '../platform/system-failure.ts';
import type { ServerPlan } from './server-plan.ts';

/** Why a server cannot be opened, and what to do. */
export function describeRefusal({ section, name, address }: ServerPlan, failure: SystemFailure): string {
	const place = section === 'probe_server' ? 'address' : address.type === 'unix' ? 'file' : 'port';
	if (failure.errno === 'EADDRINUSE') {
		// As supervisord begins it, for those who look for its words.
		return `Another program is already listening on ${name}, which [${section}] is configured to use; shut it down first, or set another ${place}`;
	}
	return `[${section}] cannot listen on ${name}: ${describeListenFailure(failure, { address, place, owner: 'chown' })}`;
}
