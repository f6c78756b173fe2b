import type { ProcessConfig } from '../config/config.ts';
import { describeExitStatus, shellExitCode } from '../foundation/exit-status.ts';
import type { Process } from '../process/process.ts';

/** Why the pod ends, and with which exit code. */
export interface Verdict {
	readonly exitCode: number;
	readonly reason: string;
}

/**
 * Does what just became of this process end the pod? Asked after each change of its state.
 * The exit code is the child's, or 128 + its signal; a FATAL never passes for success.
 */
export function judgeCritical(before: Process, after: Process, config: ProcessConfig): Verdict | undefined {
	if (config.critical === 'no' || before.state === after.state) return undefined;
	// Without an exit of its own nothing ever ran; the status is what a shell would have given.
	const neverRan = after.exitedAt === undefined;
	const how = neverRan || after.exit === undefined ? after.spawnError : describeExitStatus(after.exit);
	const code = after.exit === undefined ? 1 : shellExitCode(after.exit);
	if (before.ailment !== '' && after.wanted !== 'down') return judgeAilment(before.ailment, code, after, config);
	if (after.state === 'FATAL') return { exitCode: code === 0 ? 1 : code, reason: `entered FATAL state: ${how}` };
	if (config.critical !== 'on-exit' || after.wanted === 'down') return undefined;
	if (after.state === 'EXITED' || after.state === 'BACKOFF') {
		return { exitCode: code, reason: `${neverRan ? 'could not be started' : 'exited'}: ${how}` };
	}
	return undefined;
}

/** It was stopped because it was unhealthy: whatever it exits with then, the pod does not end well. */
function judgeAilment(ailment: string, code: number, after: Process, { critical }: ProcessConfig): Verdict | undefined {
	const exitCode = code === 0 ? 1 : code;
	if (after.state === 'FATAL') return { exitCode, reason: `entered FATAL state: unhealthy (${ailment})` };
	if (critical !== 'on-exit' || (after.state !== 'EXITED' && after.state !== 'BACKOFF')) return undefined;
	return { exitCode, reason: `was stopped: unhealthy (${ailment})` };
}
