import { errorCode } from './errno.ts';
import type { SignalOutcome } from './system.ts';

/** kill(2): to one process, or to the process group it leads. Real-time signals (34–64) too. */
export function sendSignal(pid: number, signal: number, { group }: { readonly group: boolean }): SignalOutcome {
	// kill(0) is our own group, kill(-1) everybody, and a group 1 is the container's first.
	if (!Number.isInteger(pid) || pid <= 1) throw new TypeError(`cannot signal process ${pid}`);
	try {
		process.kill(group ? -pid : pid, signal);
		return 'sent';
	} catch (error) {
		const errno = errorCode(error);
		if (errno === undefined) throw error;
		return errno === 'ESRCH' ? 'gone' : { step: 'kill', errno };
	}
}
