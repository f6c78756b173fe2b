/** The parameters that several verbs have in common. */
export const PARAMETERS = {
	name: { name: 'name', type: 'string', doc: 'the process, as name or group:name; group:* for all of a group' },
	oneName: { name: 'name', type: 'string', doc: 'the process, as name or group:name' },
	names: { name: 'names', type: 'array', doc: 'name, group:name or group:*; none for all', default: [] },
	groupName: { name: 'name', type: 'string', doc: 'the group' },
	waitUp: {
		name: 'wait',
		type: 'boolean',
		doc: 'answer when it is RUNNING (a oneshot: when it is done), not at once',
		default: true,
	},
	waitDown: { name: 'wait', type: 'boolean', doc: 'answer when it is stopped, not at once', default: true },
	signal: {
		name: 'signal',
		type: 'string',
		doc: "the signal's name or number: HUP, SIGHUP, 1, RTMIN+3",
		takesInt: true,
	},
	offset: { name: 'offset', type: 'int', doc: 'the byte to begin at; negative counts from the end' },
	length: {
		name: 'length',
		type: 'int',
		doc: 'how many bytes at most; 0 for all that follow; never more than 4 MiB',
	},
} as const;
