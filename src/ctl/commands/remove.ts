import { FAULT_CODES } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import { RpcFault } from '../client/client-error.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';

export const REMOVE: Command = {
	name: 'remove',
	summary: 'removes groups of which nothing runs',
	forms: [['remove <group> [...]', 'remove these groups until they are added again']],
	completes: 'group',
	async run(session, { words: names }) {
		const { output, rpc } = session;
		const removed: Value[] = [];
		for (const name of names) {
			try {
				await rpc.call('removeProcessGroup', { args: [name] });
				output.say(`${cleanText(name)}: removed process group`);
				removed.push(name);
			} catch (error) {
				session.fail(EXIT_STATUSES.failed);
				if (!(error instanceof RpcFault)) throw error;
				switch (error.code) {
					case FAULT_CODES.STILL_RUNNING:
						output.complain(`ERROR: process/group still running: ${cleanText(name)}`, { code: 'STILL_RUNNING', name });
						break;
					case FAULT_CODES.BAD_NAME:
						output.complain(`ERROR: no such process/group: ${cleanText(name)}`, { code: 'BAD_NAME', name });
						break;
					default:
						throw error;
				}
			}
		}
		return { removed };
	},
};
