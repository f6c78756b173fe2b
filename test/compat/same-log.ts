import type { Test } from 'tap';
import { comparable } from './known-differences.ts';
import type { Pair } from './pair.ts';
import type { Rival } from './rival.ts';

/** A process whose lines differ on purpose: exactly these, on each side. */
export interface OtherLines {
	readonly supervisord: readonly string[];
	readonly podvisord: readonly string[];
	readonly because: string;
}

/**
 * Compares what both daemons said of each process, in order; prints the two side by side where they differ. What
 * `others` lists must differ as listed: a difference that is gone is to be taken off the list.
 */
export function sameLog(t: Test, pair: Pair, others: Readonly<Record<string, OtherLines>> = {}): void {
	const supervisord = byProcess(pair.supervisord);
	const podvisord = byProcess(pair.podvisord);
	for (const name of [...new Set([...supervisord.keys(), ...podvisord.keys()])].sort()) {
		const theirs = supervisord.get(name) ?? [];
		const ours = podvisord.get(name) ?? [];
		const other = others[name];
		if (other === undefined)
			t.strictSame(ours, theirs, `${name}: the same lines`, { sideBySide: sideBySide(theirs, ours) });
		else {
			t.strictSame(theirs, other.supervisord, `${name}: supervisord's lines`);
			t.strictSame(ours, other.podvisord, `${name}: podvisord's lines, other because ${other.because}`);
		}
	}
	for (const name of Object.keys(others)) t.ok(supervisord.has(name) || podvisord.has(name), `${name} was there`);
}

/** Lines about no process (signals, remarks), in order; without those that `except` matches. */
export function sameDaemonLines(t: Test, pair: Pair, except: RegExp = /^$/): void {
	const lines = (rival: Rival): string[] =>
		comparable(rival.name, rival.log)
			.filter(({ process, message }) => process === undefined && !except.test(message))
			.map(({ level, message }) => `${level} ${message}`);
	const [theirs, ours] = [lines(pair.supervisord), lines(pair.podvisord)];
	t.strictSame(ours, theirs, "the same lines of the daemon's own", { sideBySide: sideBySide(theirs, ours) });
}

export function byProcess(rival: Rival): Map<string, string[]> {
	const lines = new Map<string, string[]>();
	for (const { process, level, message } of comparable(rival.name, rival.log)) {
		if (process === undefined) continue;
		lines.set(process, [...(lines.get(process) ?? []), `${level} ${message}`]);
	}
	return lines;
}

function sideBySide(theirs: readonly string[], ours: readonly string[]): string[] {
	const width = Math.max(11, ...theirs.map(({ length }) => length));
	const rows = [['supervisord', 'podvisord']];
	for (let row = 0; row < Math.max(theirs.length, ours.length); row++) rows.push([theirs[row] ?? '', ours[row] ?? '']);
	return rows.map(([left = '', right = '']) => `${left === right ? ' ' : '!'} ${left.padEnd(width)} | ${right}`);
}
