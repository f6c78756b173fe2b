import { formatProcessName } from '../../foundation/process-name.ts';
import type { ProcessInfo } from '../client/process-info.ts';
import type { Output } from '../output.ts';
import { cleanText } from './clean-text.ts';

/** Names are given this much room at least, and states; scripts cut the lines there. */
const NAME_WIDTH = 30;
const STATE_WIDTH = 10;

const STYLES: Readonly<Record<string, Parameters<Output['paint']>[0]>> = {
	RUNNING: 'green',
	STARTING: 'yellow',
	STOPPING: 'yellow',
	BACKOFF: 'yellow',
	STOPPED: 'gray',
	EXITED: 'gray',
	FATAL: ['red', 'bold'],
	UNKNOWN: ['red', 'bold'],
};

/** The lines of `status`: supervisorctl's, or on a terminal as wide as they need to be, with colours. */
export function formatStatuses(infos: readonly ProcessInfo[], output: Pick<Output, 'isTerminal' | 'paint'>): string[] {
	const { isTerminal } = output;
	const names = infos.map((info) => cleanText(formatProcessName(info)));
	const width = Math.max(isTerminal ? 0 : NAME_WIDTH, ...names.map((name) => name.length)) + 3;
	return infos.map((info, index) => {
		const state = cleanText(info.statename);
		const padded = state.padEnd(STATE_WIDTH);
		const shown = isTerminal ? output.paint(STYLES[state] ?? 'reset', padded) : padded;
		return `${(names[index] ?? '').padEnd(width)}${shown}${cleanText(info.description)}`;
	});
}
