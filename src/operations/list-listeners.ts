import { defineOperation, type Operation } from './operation.ts';

export const listListeners: Operation = defineOperation({
	name: 'listListeners',
	doc: 'Tells how the event listeners fare: how many events wait for each pool, and how many it has missed.',
	parameters: [],
	result: {
		type: 'array',
		doc: 'for each [eventlistener:x] its pool, buffered (events that wait), missed (lost so far)',
	},
	kind: 'read',
	worksInShutdown: true,
	run: ({ session }) => session.events.listeners.map((counts) => ({ ...counts })),
});
