import { EVENT_TYPES } from '../../../config/build/event-types.ts';
import { listListeners } from '../../../operations/list-listeners.ts';
import { sendRemoteCommEvent } from '../../../operations/send-remote-comm-event.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type Route } from '../route.ts';
import { streamEvents } from '../stream-events.ts';

export const EVENT_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/events',
		id: 'streamEvents',
		doc: 'Streams what happens, as server-sent events: the name is the type, the data are the facts, the id counts. A reader who is too slow gets an event lost with how many were left out. The stream ends with the pod, at a restart in place as well.',
		fields: [
			{
				name: 'types',
				in: 'query',
				type: 'strings',
				doc: 'only these types, separated by commas; each stands for all that it begins, EVENT for everything',
				default: ['EVENT'],
				choices: EVENT_TYPES,
				example: ['PROCESS_STATE', 'PROCESS_GROUP'],
			},
		],
		response: {},
		events: { TYPE: schemaRef('Event'), lost: schemaRef('Lost') },
		faults: [],
		answer({ types }, { request }) {
			streamEvents(request, types);
			return 'streams';
		},
	}),
	defineRoute({
		method: 'GET',
		path: '/api/v1/listeners',
		id: 'listListeners',
		doc: 'Tells how the event listeners fare: how many events wait for each pool, and how many it has missed.',
		fields: [],
		response: schemaRef('Listeners'),
		faults: [],
		answer: async (_, { run }) => ({ json: { listeners: await run(listListeners) } }),
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/events',
		id: 'sendRemoteCommunication',
		doc: 'Lets an event REMOTE_COMMUNICATION happen, for event listeners and readers of the stream.',
		fields: [
			{ name: 'type', in: 'body', type: 'string', doc: 'the type in its header', example: 'deploy' },
			{ name: 'data', in: 'body', type: 'string', doc: 'what it carries', default: '' },
		],
		response: schemaRef('Done'),
		faults: [],
		async answer({ type, data }, { run }) {
			await run(sendRemoteCommEvent, type, data);
			return { json: { ok: true } };
		},
	}),
];
