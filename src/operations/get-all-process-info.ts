import { compareText } from '../config/python/compare-text.ts';
import { allProcesses } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { processInfo } from './process-info.ts';

export const getAllProcessInfo: Operation = defineOperation({
	name: 'getAllProcessInfo',
	doc: 'Tells all about all processes.',
	parameters: [],
	result: {
		type: 'array',
		doc: 'for each process what getProcessInfo tells; by the names of groups, then of processes',
	},
	kind: 'read',
	run(control) {
		const processes = allProcesses(control).toSorted(
			({ config: a }, { config: b }) => compareText(a.group, b.group) || compareText(a.name, b.name),
		);
		return processes.map((process) => ({ ...processInfo(control, process) }));
	},
});
