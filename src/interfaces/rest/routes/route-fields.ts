import { PARAMETERS } from '../../../operations/parameters.ts';

/** Fields that several routes have in common. */
export const ROUTE_FIELDS = {
	processName: {
		name: 'name',
		in: 'path',
		type: 'string',
		doc: 'the process, as name or group:name',
		example: 'web',
	},
	targetName: {
		name: 'name',
		in: 'path',
		type: 'string',
		doc: 'the process, as name or group:name; group:* for all of a group, * for all there are',
		example: 'workers:*',
	},
	onlyNames: {
		name: 'names',
		in: 'query',
		type: 'strings',
		doc: `only of these processes, separated by commas: ${PARAMETERS.names.doc}` as string,
		default: [],
	},
	groupName: { name: 'name', in: 'path', type: 'string', doc: 'the group', example: 'web' },
} as const;
