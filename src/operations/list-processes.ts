import type { Control } from '../daemon/control.ts';
import { describeExitStatus } from '../foundation/exit-status.ts';
import type { Value } from '../foundation/value.ts';
import { type FoundProcess, findProcesses, stateOf } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { processInfo } from './process-info.ts';

export const listProcesses: Operation = defineOperation({
	name: 'listProcesses',
	doc: 'Tells all about processes, in the order of their priorities: what getProcessInfo tells, and what only Podvisor knows.',
	parameters: [PARAMETERS.names],
	result: {
		type: 'array',
		doc: 'for each process what getProcessInfo tells, and displayName, kind (program, group, eventlistener, fcgi-program), type (service, oneshot), wanted (up, down), ready, waits (why it is not started yet; empty where nothing keeps it), starts, restarts, failures in a row, exit (in words, empty where it never ended), uptimeMs (0 where it is down), dependsOn (name:condition)',
	},
	kind: 'read',
	worksInShutdown: true,
	run(control, { names }) {
		const processes = findProcesses(control, names);
		return processes.map((process) => detailsOf(control, process));
	},
});

function detailsOf(control: Control, found: FoundProcess): Value {
	const { pod } = control.session;
	const { wanted, ready, starts, failures, exit, pid, startedAt } = stateOf(pod, found);
	return {
		...processInfo(control, found),
		displayName: found.name,
		kind: found.group.kind,
		type: found.config.type,
		wanted,
		ready,
		waits: pod.world.waiting.get(found.key) ?? '',
		starts,
		restarts: Math.max(0, starts - 1),
		failures,
		exit: exit === undefined ? '' : describeExitStatus(exit),
		uptimeMs: pid === 0 || startedAt === undefined ? 0 : Math.round(pod.now - startedAt),
		dependsOn: found.config.dependsOn.map(({ name, condition }) => `${name}:${condition}`),
	};
}
