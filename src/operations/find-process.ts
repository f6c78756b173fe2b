import type { GroupConfig, ProcessConfig } from '../config/config.ts';
import type { Control } from '../daemon/control.ts';
import type { Pod } from '../daemon/pod.ts';
import { Fault } from '../foundation/fault.ts';
import { formatProcessName, parseProcessName, processKey } from '../foundation/process-name.ts';
import type { Process } from '../process/process.ts';

/** A process of a group that is in use. */
export interface FoundProcess {
	readonly key: string;
	/** As a person sees it: `web`, `workers:w1`. */
	readonly name: string;
	readonly group: GroupConfig;
	readonly config: ProcessConfig;
}

/** One process, or all of a group (`group:*`, `group:`). */
export type FoundTarget =
	| { readonly type: 'process'; readonly process: FoundProcess }
	| { readonly type: 'group'; readonly processes: readonly FoundProcess[] };

/** @throws Fault BAD_NAME, with the name as asked for */
export function findTarget({ session }: Control, name: string): FoundTarget {
	const pattern = parseProcessName(name);
	const group = session.pod.groups.find((candidate) => candidate.name === pattern.group);
	if (group === undefined) throw new Fault('BAD_NAME', name);
	const processes = processesOf(session.pod, group);
	if (pattern.process === undefined) return { type: 'group', processes };
	const process = processes.find(({ config }) => config.name === pattern.process);
	if (process === undefined) throw new Fault('BAD_NAME', name);
	return { type: 'process', process };
}

/** @throws Fault BAD_NAME, also where the name means a whole group */
export function findProcess(control: Control, name: string): FoundProcess {
	const target = findTarget(control, name);
	if (target.type === 'group') throw new Fault('BAD_NAME', name);
	return target.process;
}

/** @throws Fault BAD_NAME */
export function findGroup({ session }: Control, name: string): GroupConfig {
	const group = session.pod.groups.find((candidate) => candidate.name === name);
	if (group === undefined) throw new Fault('BAD_NAME', name);
	return group;
}

/** The processes of a group in supervisord's order, that is by priority. */
export function processesOf(pod: Pod, group: GroupConfig): readonly FoundProcess[] {
	return group.processes.flatMap((config) => {
		const { group: groupName, name } = config;
		const key = processKey({ group: groupName, process: name });
		if (!pod.world.processes.has(key)) return [];
		return [{ key, name: formatProcessName({ group: groupName, process: name }), group, config }];
	});
}

/** All processes, by the priorities of their groups, then by their own. */
export function allProcesses({ session: { pod } }: Control): readonly FoundProcess[] {
	return pod.groups.flatMap((group) => processesOf(pod, group));
}

/** Those that names mean (`group:*` is all of a group), each once; without names all. @throws Fault BAD_NAME */
export function findProcesses(control: Control, names: readonly string[]): readonly FoundProcess[] {
	if (names.length === 0) return allProcesses(control);
	const found = names.flatMap((name) => {
		const target = findTarget(control, name);
		return target.type === 'group' ? target.processes : [target.process];
	});
	return [...new Map(found.map((process) => [process.key, process])).values()];
}

/** What the pod knows of it now. @throws Fault BAD_NAME where it was removed meanwhile */
export function stateOf(pod: Pod, { key, name }: FoundProcess): Process {
	const process = pod.world.processes.get(key);
	if (process === undefined) throw new Fault('BAD_NAME', name);
	return process;
}
