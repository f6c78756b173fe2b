import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { AlertEvent } from '../config.ts';
import { strip } from '../python/strip.ts';
import { quote } from '../quote.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

const PROCESS_STATES: readonly AlertEvent[] = [
	'PROCESS_STATE_STARTING',
	'PROCESS_STATE_RUNNING',
	'PROCESS_STATE_BACKOFF',
	'PROCESS_STATE_STOPPING',
	'PROCESS_STATE_EXITED',
	'PROCESS_STATE_STOPPED',
	'PROCESS_STATE_FATAL',
	'PROCESS_STATE_UNKNOWN',
];

/** What each word stands for. */
const MEANINGS: ReadonlyMap<string, readonly AlertEvent[]> = new Map([
	['PROCESS_STATE', PROCESS_STATES],
	...[...PROCESS_STATES, 'HEALTH' as const, 'MEMORY' as const, 'DISK' as const, 'POD' as const].map(
		(event) => [event, [event]] as const,
	),
]);

/** What alerts are about. */
export const alertEvents: ValueType<ReadonlySet<AlertEvent>> = {
	label: 'events, by commas',
	parse(text) {
		const events = new Set<AlertEvent>();
		for (const item of text.split(',')) {
			const word = strip(item).toUpperCase();
			if (word === '') continue;
			const meaning = MEANINGS.get(word);
			if (meaning === undefined) {
				const near = didYouMean(word, MEANINGS.keys());
				const hint = near === undefined ? `known are ${[...MEANINGS.keys()].join(', ')}` : `did you mean ${near}?`;
				return refused(`has ${quote(strip(item))}, which no alert is about`, hint);
			}
			for (const event of meaning) events.add(event);
		}
		if (events.size === 0)
			return refused('names no event', 'remove the option, and there are alerts about all that is bad');
		return parsed(events);
	},
};
