import { PARAMETERS } from '../../../operations/parameters.ts';
import { LONGEST_WAIT_MS, WAIT_GOALS, waitFor } from '../../../operations/wait-for.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type Route } from '../route.ts';

export const WAIT_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'POST',
		path: '/api/v1/wait',
		id: 'waitForPrograms',
		doc: 'Waits until processes are what is asked for, until one of them cannot be any more (it was given up, it ended and is not restarted, the pod stops), or until the time is over. It is answered with 200 in each case: ok tells. The wait ends with the connection.',
		fields: [
			{
				name: 'names',
				in: 'body',
				type: 'strings',
				doc: PARAMETERS.names.doc,
				default: [],
				example: ['web'],
			},
			{
				name: 'for',
				in: 'body',
				type: 'string',
				doc: 'what they shall be; a oneshot that is done is ready and running too',
				choices: WAIT_GOALS,
				default: 'ready',
			},
			{
				name: 'timeoutMs',
				in: 'body',
				type: 'int',
				doc: 'how long at most, in milliseconds',
				default: 60_000,
				minimum: 0,
				maximum: LONGEST_WAIT_MS,
			},
		],
		response: schemaRef('Wait'),
		faults: ['BAD_NAME'],
		async answer({ names, for: goal, timeoutMs }, { run }) {
			const processes = (await run(waitFor, names, goal, timeoutMs)) as unknown as readonly Waited[];
			return { json: { ok: processes.every(({ reached }) => reached), processes } };
		},
	}),
];

interface Waited {
	readonly reached: boolean;
}
