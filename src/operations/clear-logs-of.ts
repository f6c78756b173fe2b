import type { Control } from '../daemon/control.ts';
import { Fault } from '../foundation/fault.ts';
import type { FoundProcess } from './find-process.ts';
import { logNameOf } from './log-name-of.ts';

/**
 * Begins both logs of a process anew, whether it runs or not. What it never wrote stays unwritten.
 * @throws Fault FAILED; `name` as it was asked for
 */
export function clearLogsOf(
	{ session: { pod }, system: { files } }: Control,
	process: FoundProcess,
	name: string,
): true {
	try {
		for (const stream of ['stdout', 'stderr'] as const) {
			const path = logNameOf(pod, process, stream);
			if (path !== undefined && files.exists(path)) pod.logsOf(process.key)?.[stream].remove();
		}
	} catch {
		// EACCES, EROFS, EBUSY: the old log stays.
		throw new Fault('FAILED', name);
	}
	return true;
}
