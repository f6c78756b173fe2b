import { readProc } from './proc.ts';

/** What /proc/PID/stat says a process takes, and where it belongs. */
export interface ProcessUsage {
	readonly pid: number;
	readonly parent: number;
	readonly group: number;
	readonly session: number;
	readonly rssPages: number;
	/** User and system time, that of its reaped children included; in ticks of 1/{@link TICKS_PER_SECOND} s. */
	readonly cpuTicks: number;
}

/** USER_HZ: 100 wherever Node runs. */
export const TICKS_PER_SECOND = 100;

/** `undefined` where it is gone or a zombie, which takes nothing any more. */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
	return parseProcessUsage(pid, readProc(`/proc/${pid}/stat`) ?? '');
}

/** One read tells it all, so that a look at all processes costs one file each. */
export function parseProcessUsage(pid: number, stat: string): ProcessUsage | undefined {
	// The second field is the command's name in brackets, which may hold blanks and brackets itself.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 22);
	// proc(5) counts from 1; the third field is the first after the name.
	const field = (number: number): number => Number(fields[number - 3]);
	const [state] = fields;
	if (fields.length < 22 || state === 'Z' || state === 'X') return undefined;
	return {
		pid,
		parent: field(4),
		group: field(5),
		session: field(6),
		rssPages: Math.max(0, field(24)),
		cpuTicks: field(14) + field(15) + field(16) + field(17),
	};
}
