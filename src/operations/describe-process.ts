import type { ProcessState } from '../process/process-state.ts';

export interface Described {
	/** Without its group. */
	readonly name: string;
	readonly state: ProcessState;
	readonly pid: number;
	readonly spawnError: string;
	/** Seconds since 1970, 0 for never. */
	readonly start: number;
	readonly stop: number;
	readonly now: number;
	/** Why it is not started yet, as a sentence; `undefined` where nothing keeps it. */
	readonly waitsFor: string | undefined;
}

/** supervisord's `description` of a process (`_interpretProcessInfo`): `supervisorctl status` shows it, scripts parse it. */
export function describeProcess({ name, state, pid, spawnError, start, stop, now, waitsFor }: Described): string {
	if (waitsFor !== undefined && waitsFor !== '') return `waits: ${waitsFor}`;
	switch (state) {
		case 'RUNNING':
			return `pid ${pid}, uptime ${formatDuration(Math.max(0, now - start))}`;
		case 'FATAL':
		case 'BACKOFF':
			return spawnError === '' ? `unknown error (try "tail ${name}")` : spawnError;
		case 'STOPPED':
		case 'EXITED':
			return start === 0 ? 'Not started' : formatTime(stop);
		case 'STARTING':
		case 'STOPPING':
		case 'UNKNOWN':
			return '';
	}
}

/** As Python prints a timedelta: `0:00:05`, `1 day, 0:00:05`. */
function formatDuration(seconds: number): string {
	const days = Math.floor(seconds / 86_400);
	const clock = [
		Math.floor((seconds % 86_400) / 3600),
		twoDigits(Math.floor((seconds % 3600) / 60)),
		twoDigits(seconds % 60),
	];
	return `${days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `}${clock.join(':')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 21 03:44 AM`, in the machine's own time zone (strftime's `%b %d %I:%M %p`). */
function formatTime(wallSeconds: number): string {
	const date = new Date(wallSeconds * 1000);
	const hours = date.getHours();
	const time = `${twoDigits(hours % 12 === 0 ? 12 : hours % 12)}:${twoDigits(date.getMinutes())}`;
	return `${MONTHS[date.getMonth()]} ${twoDigits(date.getDate())} ${time} ${hours < 12 ? 'AM' : 'PM'}`;
}

function twoDigits(number: number): string {
	return String(number).padStart(2, '0');
}
