import { Fault } from '../foundation/fault.ts';
import { processKey } from '../foundation/process-name.ts';
import { defineOperation, type Operation } from './operation.ts';
import { refuseWhileUpdating, regroup } from './regroup.ts';

export const addProcessGroup: Operation = defineOperation({
	name: 'addProcessGroup',
	doc: 'Takes a group of the configuration, as it was last read, into use. Its processes with autostart start.',
	parameters: [{ name: 'name', type: 'string', doc: 'the group' }],
	result: { type: 'boolean', doc: 'always true' },
	kind: 'control',
	run({ session }, { name }) {
		const { available, pod } = session;
		const group = available.groups.find((candidate) => candidate.name === name);
		if (group === undefined) throw new Fault('BAD_NAME', name);
		if (pod.groups.some((active) => active.name === name)) throw new Fault('ALREADY_ADDED', name);
		refuseWhileUpdating(session);
		const autostarted = group.processes.filter(({ autostart }) => autostart);
		const launch = autostarted.map((process) => processKey({ group: name, process: process.name }));
		regroup(session, [...pod.groups, group], launch);
		return true;
	},
});
