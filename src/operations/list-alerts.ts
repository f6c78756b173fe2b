import { defineOperation, type Operation } from './operation.ts';

export const listAlerts: Operation = defineOperation({
	name: 'listAlerts',
	doc: 'Tells how the alerts fare: for each sink how many were sent, failed, were dropped or suppressed, and wait.',
	parameters: [],
	result: {
		type: 'array',
		doc: 'for each [alert:x] its name, type, sent, failed, dropped, suppressed, pending',
	},
	kind: 'read',
	worksInShutdown: true,
	run: ({ session }) => session.watch.alerts.counts.map((counts) => ({ ...counts })),
});
