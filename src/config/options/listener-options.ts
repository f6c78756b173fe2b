import { integer } from '../values/integer.ts';
import { list } from '../values/list.ts';
import { text } from '../values/text.ts';
import { type Option, option } from './option.ts';

interface ListenerOptions {
	readonly events: Option<readonly string[]>;
	readonly bufferSize: Option<number>;
	readonly resultHandler: Option<string>;
	readonly priority: Option<number>;
}

/** What `[eventlistener:x]` has beside the options of a program. */
export const LISTENER_OPTIONS: ListenerOptions = {
	events: option('events', list, { default: '', required: true, doc: 'the event types to listen to' }),
	bufferSize: option('buffer_size', integer, {
		default: '10',
		doc: 'how many events wait at most; beyond that the oldest is dropped',
	}),
	resultHandler: option('result_handler', text, {
		default: 'supervisor.dispatchers:default_handler',
		doc: 'only the default one runs here: OK accepts an event, anything else sends it again',
	}),
	priority: option('priority', integer, {
		default: '-1',
		doc: 'the priority of the pool; low, so that it starts first and stops last',
	}),
};
