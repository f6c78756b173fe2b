import { FAULT_CODES } from '../foundation/fault.ts';
import { RpcFault, UnreachableError } from './client/client-error.ts';
import { EXIT_STATUSES } from './exit-statuses.ts';
import type { Session } from './session.ts';
import { tellUnreachable } from './tell-unreachable.ts';

/** The version of the interface, which supervisord has answered since 3.0. */
const API_VERSION = '3.0';

/** What most commands ask first: is there a daemon that knows supervisord's methods? If not it has been told. */
export async function isUp(session: Session): Promise<boolean> {
	const { output, rpc } = session;
	try {
		const version = await rpc.call('getVersion');
		if (version === API_VERSION) return true;
		const line = `Sorry, podctl expects a server with API version ${API_VERSION}, but the remote version is ${String(version)}.`;
		output.complain(line, { code: 'WRONG_VERSION' });
		session.fail(EXIT_STATUSES.wrongVersion);
		return false;
	} catch (error) {
		if (error instanceof RpcFault && error.code === FAULT_CODES.UNKNOWN_METHOD) {
			const line =
				'Sorry, the server answered, and knows no methods of supervisor: is [rpcinterface:supervisor] in its configuration?';
			output.complain(line, { code: 'UNKNOWN_METHOD' });
			session.fail(EXIT_STATUSES.noSupervisor);
			return false;
		}
		if (error instanceof UnreachableError && error.errno === 'ECONNREFUSED') {
			tellUnreachable(session, error);
			session.fail(EXIT_STATUSES.refused);
			return false;
		}
		if (error instanceof UnreachableError && error.errno === 'ENOENT') {
			tellUnreachable(session, error);
			session.fail(EXIT_STATUSES.notRunning);
			return false;
		}
		throw error;
	}
}
