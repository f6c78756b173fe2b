import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { EventListenerPool } from '../config.ts';
import { LISTENER_OPTIONS as OPTIONS } from '../options/listener-options.ts';
import { PROGRAM_OPTIONS } from '../options/program-options.ts';
import { quote } from '../quote.ts';
import { EVENT_TYPES } from './event-types.ts';
import { addProblem, addWarning, readOption, type SectionReader } from './read-option.ts';

/** What an event listener's pool is configured with, beside its processes. */
export function buildListener(reader: SectionReader): EventListenerPool {
	const bufferSize = readOption(reader, OPTIONS.bufferSize);
	if (bufferSize < 1) {
		addProblem(reader, OPTIONS.bufferSize.name, `${bufferSize} leaves no room for an event`, 'write 1 or more');
	}
	if (readOption(reader, PROGRAM_OPTIONS.redirectStderr)) {
		const hint = 'remove it: stdout carries the protocol of event listeners';
		addProblem(reader, PROGRAM_OPTIONS.redirectStderr.name, 'is true, which an event listener cannot have', hint);
	}
	const resultHandler = readOption(reader, OPTIONS.resultHandler);
	if (resultHandler !== OPTIONS.resultHandler.default) {
		const message = `${quote(resultHandler)} is a function in Python, which cannot run here`;
		addWarning(reader, OPTIONS.resultHandler.name, message, 'the default handler takes its place');
	}
	return { events: readEvents(reader), bufferSize, resultHandler };
}

function readEvents(reader: SectionReader): readonly string[] {
	const { name } = OPTIONS.events;
	const events = new Set(readOption(reader, OPTIONS.events).map((event) => event.toUpperCase()));
	if (events.size === 0) addProblem(reader, name, 'is missing', 'write events=PROCESS_STATE, or other event types');
	for (const event of events) {
		if (EVENT_TYPES.includes(event)) continue;
		const near = didYouMean(event, EVENT_TYPES);
		const hint = near === undefined ? `known are ${EVENT_TYPES.join(', ')}` : `did you mean ${near}?`;
		addProblem(reader, name, `${quote(event)} is no event type`, hint);
	}
	return [...events];
}
