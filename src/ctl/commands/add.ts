import { FAULT_CODES } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import { RpcFault } from '../client/client-error.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';

export const ADD: Command = {
	name: 'add',
	summary: 'adds groups that reread has found, and starts what starts by itself',
	forms: [['add <group> [...]', 'add these groups']],
	completes: 'group',
	async run(session, { words: names }) {
		const { output, rpc } = session;
		const added: Value[] = [];
		for (const name of names) {
			try {
				await rpc.call('addProcessGroup', { args: [name] });
				output.say(`${cleanText(name)}: added process group`);
				added.push(name);
			} catch (error) {
				if (!(error instanceof RpcFault)) throw error;
				switch (error.code) {
					case FAULT_CODES.SHUTDOWN_STATE:
						output.complain('ERROR: shutting down', { code: 'SHUTDOWN_STATE', name });
						session.fail(EXIT_STATUSES.failed);
						break;
					case FAULT_CODES.ALREADY_ADDED:
						output.complain('ERROR: process group already active', { code: 'ALREADY_ADDED', name });
						break;
					case FAULT_CODES.BAD_NAME:
						output.complain(`ERROR: no such process/group: ${cleanText(name)}`, { code: 'BAD_NAME', name });
						session.fail(EXIT_STATUSES.failed);
						break;
					default:
						throw error;
				}
			}
		}
		return { added };
	},
};
