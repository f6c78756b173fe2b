/** Linux' signal numbers (signal(7), x86 and arm); the names without `SIG`. */
export const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
	HUP: 1,
	INT: 2,
	QUIT: 3,
	ILL: 4,
	TRAP: 5,
	ABRT: 6,
	IOT: 6,
	BUS: 7,
	FPE: 8,
	KILL: 9,
	USR1: 10,
	SEGV: 11,
	USR2: 12,
	PIPE: 13,
	ALRM: 14,
	TERM: 15,
	STKFLT: 16,
	CHLD: 17,
	CLD: 17,
	CONT: 18,
	STOP: 19,
	TSTP: 20,
	TTIN: 21,
	TTOU: 22,
	URG: 23,
	XCPU: 24,
	XFSZ: 25,
	VTALRM: 26,
	PROF: 27,
	WINCH: 28,
	IO: 29,
	POLL: 29,
	PWR: 30,
	SYS: 31,
};

/** The only one that podvisord sends by itself; all others are configured. */
export const SIGKILL = 9;

/** glibc's first and last real-time signal, as Python's `signal` module (and so supervisord) counts them. */
export const SIGRTMIN = 34;
export const SIGRTMAX = 64;

const NAMES = new Map<number, string>();
for (const [name, number] of Object.entries(SIGNAL_NUMBERS)) {
	if (!NAMES.has(number)) NAMES.set(number, name);
}

/** `SIGTERM` for 15, `SIGRTMIN+3` for 37; an unknown number as `signal 99`. */
export function signalName(number: number): string {
	const name = NAMES.get(number);
	if (name !== undefined) return `SIG${name}`;
	if (number >= SIGRTMIN && number <= SIGRTMAX)
		return number === SIGRTMIN ? 'SIGRTMIN' : `SIGRTMIN+${number - SIGRTMIN}`;
	return `signal ${number}`;
}

/**
 * The number of a signal written as `TERM`, `SIGTERM`, `term` or `15`, as supervisord's `signal_number` reads it;
 * `RTMIN+3` as well, which supervisord does not know. `undefined` where there is no such signal.
 */
export function parseSignal(text: string): number | undefined {
	const trimmed = text.trim().toUpperCase();
	if (/^[+-]?\d+$/.test(trimmed)) {
		const number = Number.parseInt(trimmed, 10);
		return number >= 1 && number <= SIGRTMAX ? number : undefined;
	}
	const name = trimmed.startsWith('SIG') ? trimmed.slice(3) : trimmed;
	const realTime = /^RT(MIN|MAX)(?:([+-])(\d{1,2}))?$/.exec(name);
	if (realTime !== null) {
		const base = realTime[1] === 'MIN' ? SIGRTMIN : SIGRTMAX;
		const number = base + (realTime[2] === '-' ? -1 : 1) * Number(realTime[3] ?? 0);
		return number >= SIGRTMIN && number <= SIGRTMAX ? number : undefined;
	}
	return Object.hasOwn(SIGNAL_NUMBERS, name) ? SIGNAL_NUMBERS[name] : undefined;
}
