import type { Control } from '../daemon/control.ts';
import type { Process } from '../process/process.ts';
import { STATE_CODES } from '../process/process-state.ts';
import { describeProcess } from './describe-process.ts';
import { type FoundProcess, stateOf } from './find-process.ts';
import { logNameOf } from './log-name-of.ts';
import { wallSecondsAt } from './wall-seconds.ts';

/** What supervisord's getProcessInfo tells of a process. Times are seconds since 1970; 0 where it never happened. */
export interface ProcessInfo {
	readonly name: string;
	readonly group: string;
	readonly start: number;
	readonly stop: number;
	readonly now: number;
	readonly state: number;
	readonly statename: string;
	readonly spawnerr: string;
	readonly exitstatus: number;
	readonly logfile: string;
	readonly stdout_logfile: string;
	readonly stderr_logfile: string;
	readonly pid: number;
	readonly description: string;
}

export function processInfo({ session: { pod }, system: { clock } }: Control, found: FoundProcess): ProcessInfo {
	const process = stateOf(pod, found);
	const { state, startedAt, lastStoppedAt, spawnError, pid } = process;
	const start = wallSecondsAt(clock, startedAt);
	const stop = wallSecondsAt(clock, lastStoppedAt);
	const now = wallSecondsAt(clock, clock.now());
	const stdoutLogfile = logNameOf(pod, found, 'stdout') ?? '';
	const waitsFor = pod.world.waiting.get(found.key);
	return {
		name: found.config.name,
		group: found.config.group,
		start,
		stop,
		now,
		state: STATE_CODES[state],
		statename: state,
		spawnerr: spawnError,
		exitstatus: exitStatusOf(process),
		logfile: stdoutLogfile,
		stdout_logfile: stdoutLogfile,
		stderr_logfile: logNameOf(pod, found, 'stderr') ?? '',
		pid,
		description: describeProcess({ name: found.config.name, state, pid, spawnError, start, stop, now, waitsFor }),
	};
}

/** supervisord knows an exit status only of what was up, or was stopped; -1 is a death by signal. */
function exitStatusOf({ state, exit, spawnError }: Process): number {
	const counts = state === 'EXITED' || (state === 'STOPPED' && spawnError === '');
	if (!counts || exit === undefined) return 0;
	return exit.type === 'code' ? exit.code : -1;
}
