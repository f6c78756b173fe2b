import type { Control } from '../../daemon/control.ts';
import { Fault } from '../../foundation/fault.ts';
import { type FoundProcess, findProcess } from '../../operations/find-process.ts';
import { logNameOf } from '../../operations/log-name-of.ts';

const CHANNELS: ReadonlySet<string> = new Set(['stdout', 'stderr']);

/** The file of `NAME` or `NAME/CHANNEL`; `undefined` where there is no such process, channel or file. */
export function findLog(control: Control, wanted: string): string | undefined {
	const slash = wanted.indexOf('/');
	const name = slash < 0 ? wanted : wanted.slice(0, slash);
	const channel = slash < 0 ? 'stdout' : wanted.slice(slash + 1);
	if (!CHANNELS.has(channel)) return undefined;
	const process = find(control, name);
	return process === undefined ? undefined : logNameOf(control.session.pod, process, channel as 'stdout' | 'stderr');
}

function find(control: Control, name: string): FoundProcess | undefined {
	try {
		return findProcess(control, name);
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}
