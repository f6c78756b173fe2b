import { FAULT_CODES, faultName } from '../../foundation/fault.ts';
import { type ProcessName, parseProcessName } from '../../foundation/process-name.ts';
import { resultsAsValue } from '../act-on-names.ts';
import { RpcFault } from '../client/client-error.ts';
import { type ProcessResult, readProcessResults } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { describeResult } from '../format/describe-result.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';

export const CLEAR: Command = {
	name: 'clear',
	summary: "empties processes' log files",
	forms: [
		['clear <name> [...]', 'empty the log files of these processes'],
		['clear all', 'of all processes'],
	],
	completes: 'process',
	async run(session, { words: names }) {
		if (!(await isUp(session))) return undefined;
		if (names.length === 0) return refuseUsage(session, CLEAR, { message: 'Error: clear requires a process name' });
		const { rpc } = session;
		const results: ProcessResult[] = [];
		if (names.includes('all')) results.push(...readProcessResults(await rpc.call('clearAllProcessLogs')));
		for (const result of results) show(session, result);
		if (names.includes('all')) return { processes: resultsAsValue(results) };
		for (const name of names) {
			const result = await clearOne(session, name);
			results.push(result);
			show(session, result);
		}
		return { processes: resultsAsValue(results) };
	},
};

async function clearOne({ rpc }: Session, name: string): Promise<ProcessResult> {
	const { group, process } = parseProcessName(name);
	// `clear web:*` is no pattern to supervisorctl: it asks for just that, and shows the group's name.
	const shown: ProcessName = { group, process: process ?? '*' };
	try {
		await rpc.call('clearProcessLogs', { args: [name] });
		return { ...shown, status: FAULT_CODES.SUCCESS, description: 'OK' };
	} catch (error) {
		if (!(error instanceof RpcFault)) throw error;
		return { ...shown, status: error.code, description: error.text };
	}
}

function show(session: Session, result: ProcessResult): void {
	const line = describeResult('cleared', result);
	const { status } = result;
	if (status === FAULT_CODES.SUCCESS) session.output.say(line);
	else {
		const name = `${result.group}:${result.process}`;
		session.output.complain(line, { code: faultName(status) ?? `FAULT_${status}`, name });
	}
	session.failByFault(status);
}
