import { formatProcessName } from '../../../foundation/process-name.ts';
import type { Value } from '../../../foundation/value.ts';
import { addProcessGroup } from '../../../operations/add-process-group.ts';
import { getAllConfigInfo } from '../../../operations/get-all-config-info.ts';
import { getAllProcessInfo } from '../../../operations/get-all-process-info.ts';
import { reloadConfig } from '../../../operations/reload-config.ts';
import { removeProcessGroup } from '../../../operations/remove-process-group.ts';
import { updateGroups } from '../../../operations/update-groups.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type Route } from '../route.ts';
import { ROUTE_FIELDS } from './route-fields.ts';

export const GROUP_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/groups',
		id: 'listGroups',
		doc: 'Tells which groups there are, in the configuration as it was last read and in use.',
		fields: [],
		response: schemaRef('Groups'),
		faults: ['SHUTDOWN_STATE'],
		async answer(_, { run }) {
			const configured = (await run(getAllConfigInfo)) as unknown as readonly (Named & { readonly inuse: boolean })[];
			const inUse = (await run(getAllProcessInfo)) as unknown as readonly Named[];
			return { json: { groups: groupsOf(configured, inUse) } };
		},
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/groups/{name}',
		id: 'addGroup',
		doc: 'Takes a group of the configuration, as it was last read, into use. Its processes with autostart start.',
		fields: [ROUTE_FIELDS.groupName],
		response: schemaRef('Done'),
		faults: ['BAD_NAME', 'ALREADY_ADDED', 'FAILED', 'SHUTDOWN_STATE'],
		async answer({ name }, { run }) {
			await run(addProcessGroup, name);
			return { json: { ok: true } };
		},
	}),
	defineRoute({
		method: 'DELETE',
		path: '/api/v1/groups/{name}',
		id: 'removeGroup',
		doc: 'Takes a group out of use. All its processes must be stopped.',
		fields: [ROUTE_FIELDS.groupName],
		response: schemaRef('Done'),
		faults: ['BAD_NAME', 'STILL_RUNNING', 'FAILED', 'SHUTDOWN_STATE'],
		async answer({ name }, { run }) {
			await run(removeProcessGroup, name);
			return { json: { ok: true } };
		},
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/reread',
		id: 'reread',
		doc: 'Reads the configuration anew and tells which groups differ from those in use. Nothing is started or stopped.',
		fields: [],
		response: schemaRef('Differences'),
		faults: ['CANT_REREAD', 'SHUTDOWN_STATE'],
		async answer(_, { run }) {
			const [[added, changed, removed]] = (await run(reloadConfig)) as [[Value, Value, Value]];
			return { json: { added, changed, removed } };
		},
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/update',
		id: 'update',
		doc: 'Reads the configuration anew and goes over to it: processes that are gone are stopped, those whose own options changed are restarted, new ones with autostart start. All others live on.',
		fields: [
			{ name: 'dry_run', in: 'query', type: 'boolean', doc: 'tell only what would be done', default: false },
			{
				name: 'groups',
				in: 'body',
				type: 'strings',
				doc: 'the names of groups; the others stay as they are. None for all',
				default: [],
				example: ['web'],
			},
		],
		response: schemaRef('Update'),
		faults: ['CANT_REREAD', 'BAD_NAME', 'STILL_RUNNING', 'FAILED', 'SHUTDOWN_STATE'],
		answer: async ({ dry_run: dryRun, groups }, { run }) => ({
			json: { groups: await run(updateGroups, groups, dryRun) },
		}),
	}),
	defineRoute({
		method: 'GET',
		path: '/api/v1/config',
		id: 'getConfig',
		doc: 'Tells the options of every process in the configuration, as it was last read. Environments and secrets are not among them; commands are, as they were expanded.',
		fields: [],
		response: schemaRef('Config'),
		faults: ['SHUTDOWN_STATE'],
		answer: async (_, { run }) => ({ json: { processes: await run(getAllConfigInfo) } }),
	}),
];

interface Named {
	readonly name: string;
	readonly group: string;
}

interface Group {
	readonly name: string;
	/** It is in the configuration, as it was last read. */
	readonly configured: boolean;
	readonly inUse: boolean;
	readonly processes: string[];
}

/** Those that are in the configuration, then those that are still in use and no longer in it. */
function groupsOf(configured: readonly (Named & { readonly inuse: boolean })[], inUse: readonly Named[]): Group[] {
	const groups = new Map<string, Group>();
	const add = ({ name, group }: Named, is: Pick<Group, 'configured' | 'inUse'>): void => {
		const known = groups.get(group) ?? { name: group, ...is, processes: [] };
		if (known.configured === is.configured) known.processes.push(formatProcessName({ group, process: name }));
		groups.set(group, known);
	};
	for (const info of configured) add(info, { configured: true, inUse: info.inuse });
	for (const info of inUse) add(info, { configured: false, inUse: true });
	return [...groups.values()];
}
