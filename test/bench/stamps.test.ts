import t from 'tap';
import { parseStamps } from '../../bench/runner/stamps.ts';

t.test('records of stamps are read, and what is none is not', async (t) => {
	const record = (name: string, pid: number, ns: bigint) =>
		`${name.padEnd(31)} ${String(pid).padStart(10)} ${String(ns).padStart(20)}\n`;
	const text = `ready\n${record('web', 7, 12_345_678_901_234_567n)}${record('db-1', 123_456, 5n)}`;
	t.strictSame(parseStamps(text), [
		{ name: 'web', pid: 7, ns: 12_345_678_901_234_567n },
		{ name: 'db-1', pid: 123_456, ns: 5n },
	]);
});
