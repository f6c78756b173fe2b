import { FAULT_CODES } from '../../foundation/fault.ts';
import { formatProcessName } from '../../foundation/process-name.ts';
import type { Value } from '../../foundation/value.ts';
import { RpcFault } from '../client/client-error.ts';
import { listOf, structOf, text } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { refuseUsage } from '../refuse-usage.ts';

export const AVAIL: Command = {
	name: 'avail',
	summary: 'all processes of the configuration, in use or not, and their priorities',
	forms: [['avail', 'list all configured processes']],
	completes: 'none',
	async run(session, { text }) {
		if (text !== '') return refuseUsage(session, AVAIL, { message: 'Error: avail accepts no arguments' });
		const { output, rpc } = session;
		try {
			const configs = listOf(await rpc.call('getAllConfigInfo'));
			for (const config of configs) output.say(formatConfig(config));
			return configs;
		} catch (error) {
			session.fail(EXIT_STATUSES.failed);
			if (!(error instanceof RpcFault) || error.code !== FAULT_CODES.SHUTDOWN_STATE) throw error;
			output.complain('ERROR: supervisor shutting down', { code: 'SHUTDOWN_STATE' });
			return undefined;
		}
	},
};

function formatConfig(config: Value): string {
	const member = structOf(config);
	const name = cleanText(formatProcessName({ group: text(member['group']), process: text(member['name']) }));
	const use = member['inuse'] ? 'in use' : 'avail';
	const start = member['autostart'] ? 'auto' : 'manual';
	const priority = `${String(member['group_prio'])}:${String(member['process_prio'])}`;
	return `${name.padEnd(32)} ${use.padEnd(9)} ${start.padEnd(9)} ${priority}`;
}
