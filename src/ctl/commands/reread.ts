import { FAULT_CODES } from '../../foundation/fault.ts';
import { RpcFault } from '../client/client-error.ts';
import { readConfigChanges } from '../client/config-changes.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanLines, cleanText } from '../format/clean-text.ts';
import { refuseUsage } from '../refuse-usage.ts';

export const REREAD: Command = {
	name: 'reread',
	summary: 'reads the configuration again and tells what update would change; changes nothing',
	forms: [['reread', 'read the configuration again, without adding or removing anything']],
	completes: 'none',
	async run(session, { text }) {
		if (text !== '') return refuseUsage(session, REREAD, { message: 'Error: reread accepts no arguments' });
		const { output, rpc } = session;
		try {
			const changes = readConfigChanges(await rpc.call('reloadConfig'));
			const { added, changed, removed } = changes;
			const lines = new Map([
				...added.map((name) => [name, 'available'] as const),
				...changed.map((name) => [name, 'changed'] as const),
				...removed.map((name) => [name, 'disappeared'] as const),
			]);
			for (const name of [...lines.keys()].sort()) output.say(`${cleanText(name)}: ${lines.get(name)}`);
			if (lines.size === 0) output.say('No config updates to processes');
			return { added, changed, removed };
		} catch (error) {
			session.fail(EXIT_STATUSES.failed);
			if (!(error instanceof RpcFault)) throw error;
			if (error.code === FAULT_CODES.SHUTDOWN_STATE) {
				output.complain('ERROR: supervisor shutting down', { code: 'SHUTDOWN_STATE' });
				return undefined;
			}
			if (error.code !== FAULT_CODES.CANT_REREAD) throw error;
			output.complain(`ERROR: ${cleanLines(error.text)}`, { code: 'CANT_REREAD' });
			return undefined;
		}
	},
};
