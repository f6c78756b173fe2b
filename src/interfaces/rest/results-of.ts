import { FAULT_CODES, type FaultName, faultName } from '../../foundation/fault.ts';
import { formatProcessName, parseProcessName } from '../../foundation/process-name.ts';
import type { Value } from '../../foundation/value.ts';

/** What became of one process. */
interface Result {
	readonly name: string;
	readonly group: string;
	readonly displayName: string;
	readonly ok: boolean;
	readonly fault?: FaultName;
	readonly detail?: string;
}

/** What an operation for many gives for each of them. */
interface Report {
	readonly name: string;
	readonly group: string;
	/** A fault's number. */
	readonly status: number;
	readonly description: string;
}

/** The answer to an action: `value` is true for the one process that was asked for by `name`, or a report for each. */
export function resultsOf(name: string, value: Value): { readonly ok: boolean; readonly results: readonly Result[] } {
	const results = Array.isArray(value) ? (value as readonly Report[]).map(resultOf) : [oneResult(name)];
	return { ok: results.every(({ ok }) => ok), results };
}

function resultOf({ name, group, status, description }: Report): Result {
	const displayName = formatProcessName({ group, process: name });
	if (status === FAULT_CODES.SUCCESS) return { name, group, displayName, ok: true };
	const fault = faultName(status);
	return { name, group, displayName, ok: false, ...(fault === undefined ? {} : { fault }), detail: description };
}

function oneResult(asked: string): Result {
	const { group, process: name = '' } = parseProcessName(asked);
	return { name, group, displayName: formatProcessName({ group, process: name }), ok: true };
}
