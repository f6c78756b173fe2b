import { Fault } from '../../../foundation/fault.ts';
import { clearLog } from '../../../operations/clear-log.ts';
import { clearProcessLogs } from '../../../operations/clear-process-logs.ts';
import { mainLogName } from '../../../operations/main-log-name.ts';
import type { Operation } from '../../../operations/operation.ts';
import { readLog } from '../../../operations/read-log.ts';
import { MOST_LOG_BYTES } from '../../../operations/read-log-file.ts';
import { readProcessStderrLog } from '../../../operations/read-process-stderr-log.ts';
import { readProcessStdoutLog } from '../../../operations/read-process-stdout-log.ts';
import type { ControlRequest } from '../../http/control-request.ts';
import { findLog } from '../../log-tail/find-log.ts';
import type { FieldsOf } from '../field.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type RestCall, type RestReply, type Route } from '../route.ts';
import { streamLog } from '../stream-log.ts';
import { ROUTE_FIELDS } from './route-fields.ts';

const RANGE = [
	{
		name: 'offset',
		in: 'query',
		type: 'int',
		doc: 'the byte to begin at; negative: so many bytes of the end',
		default: -16_384,
	},
	{
		name: 'length',
		in: 'query',
		type: 'int',
		doc: `how many bytes at most; 0: all that follow. Never more than ${MOST_LOG_BYTES / 1024 / 1024} MiB`,
		default: 0,
		minimum: 0,
	},
	{
		name: 'follow',
		in: 'query',
		type: 'boolean',
		doc: 'stream the log from there on as it grows, as server-sent events; needs a negative offset, or 0 for new text only',
		default: false,
	},
] as const;

const EVENTS = { log: schemaRef('LogText') } as const;

const READERS: Readonly<Record<string, Operation>> = { stdout: readProcessStdoutLog, stderr: readProcessStderrLog };

export const LOG_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/programs/{name}/logs/{stream}',
		id: 'readProgramLog',
		doc: 'Reads a part of a log of a process, or follows it. It is the end of the log unless an offset says otherwise.',
		fields: [
			ROUTE_FIELDS.processName,
			{ name: 'stream', in: 'path', type: 'string', doc: 'which one', choices: ['stdout', 'stderr'] },
			...RANGE,
		],
		response: schemaRef('Log'),
		events: EVENTS,
		faults: ['BAD_NAME', 'NO_FILE', 'BAD_ARGUMENTS', 'FAILED', 'SHUTDOWN_STATE'],
		answer({ name, stream, ...range }, call) {
			const { control } = call.request;
			return readOrFollow(call, range, {
				find: () => findLog(control, `${name}/${stream}`),
				read: (offset, length) => call.run(READERS[stream] as Operation, name, offset, length),
			});
		},
	}),
	defineRoute({
		method: 'DELETE',
		path: '/api/v1/programs/{name}/logs',
		id: 'clearProgramLogs',
		doc: 'Begins both logs of a process anew, whether it runs or not.',
		fields: [ROUTE_FIELDS.processName],
		response: schemaRef('Done'),
		faults: ['BAD_NAME', 'FAILED', 'SHUTDOWN_STATE'],
		async answer({ name }, { run }) {
			await run(clearProcessLogs, name);
			return { json: { ok: true } };
		},
	}),
	defineRoute({
		method: 'GET',
		path: '/api/v1/daemon/log',
		id: 'readDaemonLog',
		doc: "Reads a part of the daemon's own log, or follows it.",
		fields: RANGE,
		response: schemaRef('Log'),
		events: EVENTS,
		faults: ['NO_FILE', 'BAD_ARGUMENTS', 'FAILED', 'SHUTDOWN_STATE'],
		answer(range, call) {
			const { control } = call.request;
			return readOrFollow(call, range, {
				find: () => mainLogName(control.session.config.daemon),
				read: (offset, length) => call.run(readLog, offset, length),
			});
		},
	}),
	defineRoute({
		method: 'DELETE',
		path: '/api/v1/daemon/log',
		id: 'clearDaemonLog',
		doc: "Begins the daemon's own log anew.",
		fields: [],
		response: schemaRef('Done'),
		faults: ['NO_FILE', 'FAILED', 'SHUTDOWN_STATE'],
		async answer(_, { run }) {
			await run(clearLog);
			return { json: { ok: true } };
		},
	}),
];

interface Log {
	readonly find: () => string | undefined;
	readonly read: (offset: number, length: number) => Promise<unknown>;
}

async function readOrFollow(
	{ request }: RestCall,
	{ offset, length, follow }: FieldsOf<typeof RANGE>,
	{ find, read }: Log,
): Promise<RestReply> {
	if (follow) {
		if (offset > 0 || length !== 0)
			throw new Fault('BAD_ARGUMENTS', 'what is followed has no length, and begins at its end');
		// Asked for as a part of it: the same faults for the same mistakes.
		await read(-1, 0);
		streamLog(request, { find, headBytes: -offset });
		return 'streams';
	}
	// The size is looked at in the same turn: nothing is written in between.
	const size = sizeOf(request, find());
	const reading = read(offset, length);
	const from = offset < 0 ? Math.max(0, size - Math.min(-offset, MOST_LOG_BYTES)) : Math.min(offset, size);
	const wanted = length === 0 ? MOST_LOG_BYTES : Math.min(length, MOST_LOG_BYTES);
	return { json: { text: await reading, offset: from, next: Math.min(size, from + wanted), size } };
}

function sizeOf({ control }: ControlRequest, path: string | undefined): number {
	return path === undefined ? 0 : (control.system.files.status(path)?.size ?? 0);
}
