import { defineOperation, type Operation } from './operation.ts';

export const sendRemoteCommEvent: Operation = defineOperation({
	name: 'sendRemoteCommEvent',
	doc: 'Sends an event REMOTE_COMMUNICATION to the event listeners that ask for it.',
	parameters: [
		{ name: 'type', type: 'string', doc: 'the type in its header' },
		{ name: 'data', type: 'string', doc: 'what it carries', secret: true },
	],
	result: { type: 'boolean', doc: 'always true, whether anybody listens or not' },
	kind: 'control',
	worksInShutdown: true,
	run({ session }, { type, data }) {
		session.events.happened({ type: 'remote', kind: type, data });
		return true;
	},
});
