import type { Control } from '../../src/daemon/control.ts';

/** What a daemon's log was told: `level message`. */
export interface StubControl {
	readonly control: Control;
	readonly lines: string[];
}

/** A daemon of which nothing is there but a log; `rest` is what else a test needs. */
export function stubControl(rest: object = {}): StubControl {
	const lines: string[] = [];
	const log = Object.fromEntries(
		['critical', 'error', 'warn', 'info', 'debug', 'trace', 'blather'].map((level) => [
			level,
			(fields: object | string, message?: string) => lines.push(`${level} ${message ?? String(fields)}`),
		]),
	);
	return { control: { session: { log }, ...rest } as unknown as Control, lines };
}
