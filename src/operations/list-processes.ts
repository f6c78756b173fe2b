import type { Control } from '../daemon/control.ts';
import { describeExitStatus } from '../foundation/exit-status.ts';
import type { Value } from '../foundation/value.ts';
import { type FoundProcess, findProcesses, stateOf } from './find-process.ts';
import { lookAtHealth } from './look-at-health.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import type { ProcessReport } from './pod-health.ts';
import { processInfo } from './process-info.ts';

export const listProcesses: Operation = defineOperation({
	name: 'listProcesses',
	doc: 'Tells all about processes, in the order of their priorities: what getProcessInfo tells, and what only Podvisor knows.',
	parameters: [PARAMETERS.names],
	result: {
		type: 'array',
		doc: 'for each process what getProcessInfo tells, and displayName, kind (program, group, eventlistener, fcgi-program), type (service, oneshot), wanted (up, down), ready, waits (why it is not started yet; empty where nothing keeps it), starts, restarts, failures in a row, exit (in words, empty where it never ended), uptimeMs (0 where it is down), dependsOn (name:condition), health (healthy, degraded, unhealthy, starting, none where it is down as it should be) and why (what follows its name in a sentence)',
	},
	kind: 'read',
	worksInShutdown: true,
	run(control, { names }) {
		const processes = findProcesses(control, names);
		const health = lookAtHealth(
			control,
			processes.map(({ key }) => key),
		);
		const reports = new Map(health.processes.map((report) => [report.key, report]));
		return processes.map((process) => detailsOf(control, process, reports.get(process.key)));
	},
});

function detailsOf(control: Control, found: FoundProcess, report: ProcessReport | undefined): Value {
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
		health: report?.verdict ?? 'none',
		why: report?.why ?? '',
	};
}
