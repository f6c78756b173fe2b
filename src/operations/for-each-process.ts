import { FAULT_CODES, Fault } from '../foundation/fault.ts';
import type { Value } from '../foundation/value.ts';
import type { FoundProcess } from './find-process.ts';

/** A verb applied to one process: done, or done when the promise is. It throws or rejects with a Fault. */
export type Act = (process: FoundProcess) => unknown;

/** What such a verb gives. */
export const EACH_RESULT = {
	type: 'array',
	doc: 'for each process that was asked: name, group, status (a fault code, 80 is success), description',
} as const;

/**
 * Does the same to many processes, as supervisord's verbs for groups do: a struct of name, group, status and description
 * for each that `applies` holds for at its turn. All are asked before the first is waited for. What was done or refused
 * at once comes first.
 */
export async function forEachProcess(
	processes: readonly FoundProcess[],
	{ applies, act }: { readonly applies: (process: FoundProcess) => boolean; readonly act: Act },
): Promise<Value> {
	const immediate: Value[] = [];
	const deferred: Promise<Value>[] = [];
	for (const process of processes) {
		if (!applies(process)) continue;
		try {
			const outcome = act(process);
			if (outcome instanceof Promise) deferred.push(outcome.then(() => succeeded(process), failedWith(process)));
			else immediate.push(succeeded(process));
		} catch (error) {
			immediate.push(failedWith(process)(error));
		}
	}
	return [...immediate, ...(await Promise.all(deferred))];
}

function succeeded(process: FoundProcess): Value {
	return report(process, { status: FAULT_CODES.SUCCESS, description: 'OK' });
}

function failedWith(process: FoundProcess): (error: unknown) => Value {
	return (error) => {
		if (!(error instanceof Fault)) throw error;
		return report(process, { status: error.code, description: error.message });
	};
}

function report({ config }: FoundProcess, outcome: { status: number; description: string }): Value {
	return { name: config.name, group: config.group, ...outcome };
}
