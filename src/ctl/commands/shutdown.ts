import { FAULT_CODES } from '../../foundation/fault.ts';
import { RpcFault, UnreachableError } from '../client/client-error.ts';
import type { Command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { refuseUsage } from '../refuse-usage.ts';
import { tellUnreachable } from '../tell-unreachable.ts';

export const SHUTDOWN: Command = {
	name: 'shutdown',
	summary: 'stops everything, and the daemon',
	forms: [['shutdown', 'shut the daemon down; it does not wait for the end']],
	completes: 'none',
	async run(session, { text }) {
		if (text !== '') return refuseUsage(session, SHUTDOWN, { message: 'Error: shutdown accepts no arguments' });
		if (!(await confirm(session, 'Really shut the remote supervisord process down y/N? '))) return { shut_down: false };
		const { output, rpc } = session;
		try {
			await rpc.call('shutdown');
			output.say('Shut down');
			return { shut_down: true };
		} catch (error) {
			if (error instanceof UnreachableError) {
				session.fail(EXIT_STATUSES.failed);
				tellUnreachable(session, error, (line) => `ERROR: ${line} (already shut down?)`);
				return { shut_down: false };
			}
			if (!(error instanceof RpcFault) || error.code !== FAULT_CODES.SHUTDOWN_STATE) throw error;
			output.complain('ERROR: already shutting down', { code: 'SHUTDOWN_STATE' });
			return { shut_down: false };
		}
	},
};
