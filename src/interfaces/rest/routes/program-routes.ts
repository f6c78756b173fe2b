import { Fault, type FaultName } from '../../../foundation/fault.ts';
import { parseProcessName } from '../../../foundation/process-name.ts';
import type { Value } from '../../../foundation/value.ts';
import { listProcesses } from '../../../operations/list-processes.ts';
import type { Operation } from '../../../operations/operation.ts';
import { PARAMETERS } from '../../../operations/parameters.ts';
import { restartProcess } from '../../../operations/restart-process.ts';
import { sendProcessStdin } from '../../../operations/send-process-stdin.ts';
import { signalAllProcesses } from '../../../operations/signal-all-processes.ts';
import { signalProcess } from '../../../operations/signal-process.ts';
import { startAllProcesses } from '../../../operations/start-all-processes.ts';
import { startProcess } from '../../../operations/start-process.ts';
import { stopAllProcesses } from '../../../operations/stop-all-processes.ts';
import { stopProcess } from '../../../operations/stop-process.ts';
import { schemaRef } from '../rest-schemas.ts';
import { resultsOf } from '../results-of.ts';
import { defineRoute, type Route } from '../route.ts';
import { ROUTE_FIELDS } from './route-fields.ts';

const START_FAULTS: readonly FaultName[] = [
	'BAD_NAME',
	'NO_FILE',
	'NOT_EXECUTABLE',
	'ALREADY_STARTED',
	'SPAWN_ERROR',
	'ABNORMAL_TERMINATION',
	'FAILED',
	'SHUTDOWN_STATE',
];

interface ChangeOptions {
	readonly verb: string;
	readonly id: string;
	readonly doc: string;
	readonly wait: string;
	readonly faults: readonly FaultName[];
	/** Of one process or a group by its name. */
	readonly one: Operation;
	/** Of all there are, one after the other; the last one's results count. */
	readonly all: readonly Operation[];
}

/** `POST …/VERB`, for a verb that takes a name and whether to wait. */
function changeRoute({ verb, id, doc, wait, faults, one, all }: ChangeOptions): Route {
	return defineRoute({
		method: 'POST',
		path: `/api/v1/programs/{name}/${verb}`,
		id,
		doc,
		fields: [ROUTE_FIELDS.targetName, { name: 'wait', in: 'query', type: 'boolean', doc: wait, default: true }],
		response: schemaRef('Results'),
		faults,
		async answer({ name, wait: waits }, { run }) {
			if (name !== EVERY) return { json: resultsOf(name, await run(one, name, waits)) };
			let value: Value = [];
			for (const operation of all) value = await run(operation, waits);
			return { json: resultsOf(name, value) };
		},
	});
}

/** No process can be called like this: a group's name would be before the colon. */
const EVERY = '*';

export const PROGRAM_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/programs',
		id: 'listPrograms',
		doc: 'Tells all about the processes that are in use, in the order of their priorities.',
		fields: [
			{
				name: 'group',
				in: 'query',
				type: 'strings',
				doc: 'only those of these groups, separated by commas',
				default: [],
			},
		],
		response: schemaRef('Programs'),
		faults: ['BAD_NAME'],
		async answer({ group: groups }, { run }) {
			return {
				json: {
					programs: await run(
						listProcesses,
						groups.map((group) => `${group}:*`),
					),
				},
			};
		},
	}),
	defineRoute({
		method: 'GET',
		path: '/api/v1/programs/{name}',
		id: 'getProgram',
		doc: 'Tells all about one process.',
		fields: [ROUTE_FIELDS.processName],
		response: schemaRef('Program'),
		faults: ['BAD_NAME'],
		async answer({ name }, { run }) {
			// That of a whole group is /programs?group=…
			if (parseProcessName(name).process === undefined) throw new Fault('BAD_NAME', name);
			const [program] = (await run(listProcesses, [name])) as readonly Value[];
			return { json: program };
		},
	}),
	changeRoute({
		verb: 'start',
		id: 'startProgram',
		doc: 'Starts a process, or all of a group that are not started yet. For many, how each fared is in the results.',
		wait: PARAMETERS.waitUp.doc,
		faults: START_FAULTS,
		one: startProcess,
		all: [startAllProcesses],
	}),
	changeRoute({
		verb: 'stop',
		id: 'stopProgram',
		doc: 'Stops a process, or all of a group. For many, how each fared is in the results.',
		wait: PARAMETERS.waitDown.doc,
		faults: ['BAD_NAME', 'NOT_RUNNING', 'FAILED', 'SHUTDOWN_STATE'],
		one: stopProcess,
		all: [stopAllProcesses],
	}),
	changeRoute({
		verb: 'restart',
		id: 'restartProgram',
		doc: 'Stops a process where it is started, and starts it; or all of a group. For many, how each fared is in the results.',
		wait: PARAMETERS.waitUp.doc,
		faults: START_FAULTS,
		one: restartProcess,
		all: [stopAllProcesses, startAllProcesses],
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/programs/{name}/signal',
		id: 'signalProgram',
		doc: 'Sends a signal to a process, or to all of a group that are alive.',
		fields: [
			ROUTE_FIELDS.targetName,
			{
				name: 'signal',
				in: 'body',
				type: 'string',
				doc: PARAMETERS.signal.doc,
				example: 'HUP',
			},
		],
		response: schemaRef('Results'),
		faults: ['BAD_NAME', 'BAD_SIGNAL', 'NOT_RUNNING', 'FAILED', 'SHUTDOWN_STATE'],
		async answer({ name, signal }, { run }) {
			const value = name === EVERY ? await run(signalAllProcesses, signal) : await run(signalProcess, name, signal);
			return { json: resultsOf(name, value) };
		},
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/programs/{name}/stdin',
		id: 'sendProgramStdin',
		doc: 'Writes to the stdin of a process, in UTF-8. NO_FILE says that it does not read.',
		fields: [
			ROUTE_FIELDS.processName,
			{ name: 'chars', in: 'body', type: 'string', doc: 'what is written', example: 'hello\n' },
		],
		response: schemaRef('Done'),
		faults: ['BAD_NAME', 'NOT_RUNNING', 'NO_FILE', 'SHUTDOWN_STATE'],
		async answer({ name, chars }, { run }) {
			await run(sendProcessStdin, name, chars);
			return { json: { ok: true } };
		},
	}),
];
