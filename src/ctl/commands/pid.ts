import { FAULT_CODES } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import { RpcFault } from '../client/client-error.ts';
import { number, type ProcessInfo, readProcessInfo, readProcessInfos } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';

export const PID: Command = {
	name: 'pid',
	summary: "the daemon's pid, or those of processes",
	forms: [
		['pid', "the daemon's pid"],
		['pid <name> [...]', 'the pid of these processes, 0 where one does not run'],
		['pid all', 'the pid of every process, a line each'],
	],
	completes: 'process',
	async run(session, { words: names }) {
		if (!(await isUp(session))) return undefined;
		const { output, rpc } = session;
		if (names.length === 0) {
			const pid = number(await rpc.call('getPID'));
			output.say(String(pid));
			return { pid };
		}
		if (names.includes('all')) {
			const infos = readProcessInfos(await rpc.call('getAllProcessInfo'));
			for (const { pid } of infos) output.say(String(pid));
			return { processes: infos.map(pidOf) };
		}
		const processes: Value[] = [];
		for (const name of names) {
			try {
				const info = readProcessInfo(await rpc.call('getProcessInfo', { args: [name] }));
				output.say(String(info.pid));
				processes.push(pidOf(info));
				if (info.pid === 0) session.fail(EXIT_STATUSES.notRunning);
			} catch (error) {
				session.fail(EXIT_STATUSES.failed);
				if (!(error instanceof RpcFault) || error.code !== FAULT_CODES.BAD_NAME) throw error;
				output.complain(`No such process ${cleanText(name)}`, { code: 'BAD_NAME', name });
			}
		}
		return { processes };
	},
};

function pidOf({ group, process, pid }: ProcessInfo): Value {
	return { group, name: process, pid };
}
