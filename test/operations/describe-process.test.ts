import t from 'tap';
import { type Described, describeProcess } from '../../src/operations/describe-process.ts';

const PROCESS: Described = {
	name: 'web',
	state: 'RUNNING',
	pid: 12,
	spawnError: '',
	start: 1_000_000,
	stop: 0,
	now: 1_000_005,
	waitsFor: undefined,
};

/** Seconds of that time of day, in the time zone of this process. */
function at(...parts: [year: number, month: number, day: number, hours: number, minutes: number]): number {
	return new Date(...parts).getTime() / 1000;
}

for (const [uptime, expected] of [
	[5, '0:00:05'],
	[59 * 60 + 59, '0:59:59'],
	[10 * 3600, '10:00:00'],
	[86_399, '23:59:59'],
	[86_400, '1 day, 0:00:00'],
	[86_405, '1 day, 0:00:05'],
	[100 * 86_400 + 3661, '100 days, 1:01:01'],
	// The clock was set back.
	[-100, '0:00:00'],
] as const) {
	t.test(`an uptime of ${uptime} s is written as Python's timedelta`, async (t) => {
		t.equal(describeProcess({ ...PROCESS, now: PROCESS.start + uptime }), `pid 12, uptime ${expected}`);
	});
}

for (const [stop, expected] of [
	[at(2026, 10, 21, 3, 44), 'Nov 21 03:44 AM'],
	[at(2026, 0, 1, 0, 5), 'Jan 01 12:05 AM'],
	[at(2026, 4, 9, 12, 0), 'May 09 12:00 PM'],
	[at(2026, 11, 31, 23, 59), 'Dec 31 11:59 PM'],
] as const) {
	t.test(`what ended is told by when: ${expected}`, async (t) => {
		t.equal(describeProcess({ ...PROCESS, state: 'EXITED', stop }), expected);
		t.equal(describeProcess({ ...PROCESS, state: 'STOPPED', stop }), expected);
	});
}

for (const [what, process, expected] of [
	['what never started', { state: 'STOPPED', start: 0 }, 'Not started'],
	['what was given up', { state: 'FATAL', spawnError: 'Exited too quickly' }, 'Exited too quickly'],
	['what failed for no known reason', { state: 'BACKOFF' }, 'unknown error (try "tail web")'],
	['what is starting', { state: 'STARTING' }, ''],
	['what is stopping', { state: 'STOPPING' }, ''],
	['what is unknown', { state: 'UNKNOWN' }, ''],
	['what waits', { state: 'STOPPED', waitsFor: 'db is not ready (STARTING)' }, 'waits: db is not ready (STARTING)'],
] as const) {
	t.test(`${what} is told as '${expected}'`, async (t) => {
		t.equal(describeProcess({ ...PROCESS, ...process }), expected);
	});
}
