import { oneLine } from '../foundation/one-line.ts';
import { lineExpression } from './line-expression.ts';
import type { ProbeAsker } from './probe-asker.ts';

/** Calls back with each line of a program's output from now on; returns what ends it. */
export type HearLines = (listener: (line: string) => void) => () => void;

/**
 * A line of its output matches. The lines are bounded, and the expression is the operator's own: one that only a
 * backtracking engine can match (`((a+)+)\1$`) may take for ever on some line, and keeps the daemon for as long.
 */
export function logProbe({ pattern, hear }: { readonly pattern: string; readonly hear: HearLines }): ProbeAsker {
	const expression = lineExpression(pattern);
	let seen: string | undefined;
	let tell = (): void => {};
	const leave = hear((line) => {
		if (seen !== undefined || !expression.test(line)) return;
		seen = oneLine(line);
		// The bytes need not be looked at any more.
		leave();
		tell();
	});
	return {
		pace: 'told',
		isOnce: true,
		ask() {
			if (seen !== undefined) return { isOk: true, message: `wrote: ${seen}` };
			return { isOk: false, message: oneLine(`has not written a line that matches ${pattern}`) };
		},
		onNews: (listener) => {
			tell = listener;
		},
		close() {
			leave();
			tell = () => {};
		},
	};
}
