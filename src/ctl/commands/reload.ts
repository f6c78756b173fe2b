import { FAULT_CODES } from '../../foundation/fault.ts';
import { RpcFault } from '../client/client-error.ts';
import type { Command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { refuseUsage } from '../refuse-usage.ts';

export const RELOAD: Command = {
	name: 'reload',
	summary: 'stops everything and begins anew with the configuration as it is now; the daemon keeps its pid',
	forms: [['reload', 'restart the daemon']],
	completes: 'none',
	async run(session, { text }) {
		if (text !== '') return refuseUsage(session, RELOAD, { message: 'Error: reload accepts no arguments' });
		if (!(await confirm(session, 'Really restart the remote supervisord process y/N? '))) return { restarted: false };
		const { output, rpc } = session;
		try {
			await rpc.call('restart');
			output.say('Restarted supervisord');
			return { restarted: true };
		} catch (error) {
			session.fail(EXIT_STATUSES.failed);
			if (!(error instanceof RpcFault) || error.code !== FAULT_CODES.SHUTDOWN_STATE) throw error;
			output.complain('ERROR: already shutting down', { code: 'SHUTDOWN_STATE' });
			return { restarted: false };
		}
	},
};
