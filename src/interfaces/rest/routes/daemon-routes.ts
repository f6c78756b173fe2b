import { getAPIVersion } from '../../../operations/get-api-version.ts';
import { getIdentification } from '../../../operations/get-identification.ts';
import { getPID } from '../../../operations/get-pid.ts';
import { getState } from '../../../operations/get-state.ts';
import { getSupervisorVersion } from '../../../operations/get-supervisor-version.ts';
import { restart } from '../../../operations/restart.ts';
import { shutdown } from '../../../operations/shutdown.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type Route } from '../route.ts';

export const DAEMON_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/daemon',
		id: 'getDaemon',
		doc: 'Tells about the daemon itself.',
		fields: [],
		response: schemaRef('Daemon'),
		faults: ['SHUTDOWN_STATE'],
		async answer(_, { request, run }) {
			const state = await run(getState);
			return {
				json: {
					state: (state as { readonly statename: string }).statename,
					pid: await run(getPID),
					version: request.control.version,
					supervisorVersion: await run(getSupervisorVersion),
					apiVersion: await run(getAPIVersion),
					identification: await run(getIdentification),
				},
			};
		},
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/daemon/restart',
		id: 'restartDaemon',
		doc: 'Reads the configuration anew, stops all processes in order and begins again, with the same pid. It is answered before anything has ended; where the configuration cannot be used nothing ends.',
		fields: [],
		response: schemaRef('Done'),
		faults: ['CANT_REREAD', 'SHUTDOWN_STATE'],
		async answer(_, { run }) {
			await run(restart);
			return { json: { ok: true } };
		},
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/daemon/shutdown',
		id: 'shutDownDaemon',
		doc: 'Stops all processes in order, then the daemon. It is answered before anything has ended.',
		fields: [],
		response: schemaRef('Done'),
		faults: ['SHUTDOWN_STATE'],
		async answer(_, { run }) {
			await run(shutdown);
			return { json: { ok: true } };
		},
	}),
];
