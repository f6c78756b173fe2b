import { FAULT_CODES, type FaultName, faultName } from '../foundation/fault.ts';
import { formatProcessName, parseProcessName } from '../foundation/process-name.ts';
import type { Value } from '../foundation/value.ts';
import { RpcFault } from './client/client-error.ts';
import { type ProcessResult, readProcessResults } from './client/process-info.ts';
import { cleanText } from './format/clean-text.ts';
import { type Deed, describeResult } from './format/describe-result.ts';
import type { Session } from './session.ts';
import { suggestName } from './suggest-name.ts';

/** A method that there is for one process, for a group, and for all. */
export interface NamedAction {
	readonly deed: Deed;
	readonly one: string;
	readonly group: string;
	readonly all: string;
	/** What follows the name. */
	readonly args?: readonly Value[];
	/** A fault that is no failure: starting what runs, stopping what does not. */
	readonly expected?: FaultName;
	/** The exit status where there is no such group. */
	readonly badGroupStatus: number;
	/** Called after the line of a result that is no success. */
	readonly onFailure?: (result: ProcessResult) => Promise<void>;
}

/**
 * Does something with each of the names (`web`, `group:web`, `group:*`), or with everything where one of them is `all`,
 * and prints a line for each result, which come back.
 */
export async function actOnNames(
	session: Session,
	names: readonly string[],
	action: NamedAction,
): Promise<ProcessResult[]> {
	const { args = [] } = action;
	const call = (method: string, params: readonly Value[]) => session.rpc.call(method, { args: params, waits: true });
	if (names.includes('all')) return show(session, action, readProcessResults(await call(action.all, args)));
	const results: ProcessResult[] = [];
	for (const name of names) {
		const { group, process } = parseProcessName(name);
		try {
			const given =
				process === undefined
					? readProcessResults(await call(action.group, [group, ...args]))
					: await actOnOne({ group, process }, () => call(action.one, [name, ...args]));
			results.push(...(await show(session, action, given)));
		} catch (error) {
			if (!(error instanceof RpcFault) || error.code !== FAULT_CODES.BAD_NAME) throw error;
			const line = `${cleanText(group)}: ERROR (no such group)`;
			session.output.complain(line, { code: 'BAD_NAME', name: group });
			session.fail(action.badGroupStatus);
		}
	}
	return results;
}

async function actOnOne(
	name: { readonly group: string; readonly process: string },
	act: () => Promise<Value>,
): Promise<ProcessResult[]> {
	try {
		await act();
		return [{ ...name, status: FAULT_CODES.SUCCESS, description: 'OK' }];
	} catch (error) {
		if (!(error instanceof RpcFault)) throw error;
		return [{ ...name, status: error.code, description: error.text }];
	}
}

async function show(
	session: Session,
	{ deed, expected, onFailure }: NamedAction,
	results: ProcessResult[],
): Promise<ProcessResult[]> {
	const { output } = session;
	for (const result of results) {
		const line = describeResult(deed, result);
		const { status } = result;
		if (status === FAULT_CODES.SUCCESS) output.say(line);
		else {
			output.complain(line, {
				code: faultName(status) ?? `FAULT_${status}`,
				name: formatProcessName(result),
			});
		}
		session.failByFault(status, expected);
		if (status === FAULT_CODES.BAD_NAME) await suggestName(session, result);
		else if (status !== FAULT_CODES.SUCCESS) await onFailure?.(result);
	}
	return results;
}

/** For `--json`. */
export function resultsAsValue(results: readonly ProcessResult[]): Value {
	return results.map(({ group, process, status, description }) => ({
		group,
		name: process,
		status,
		fault: status === FAULT_CODES.SUCCESS ? '' : (faultName(status) ?? ''),
		description,
	}));
}
