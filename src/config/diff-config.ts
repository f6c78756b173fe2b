import { processKey } from '../foundation/process-name.ts';
import { changedGroupOptions, changedOptions, needsRestart } from './changed-options.ts';
import type { GroupConfig, ProcessConfig } from './config.ts';
import { isEqualData } from './is-equal-data.ts';

export type Change = 'added' | 'changed' | 'removed' | 'kept';

/** What becomes of one process. `kept`: it need not be touched, though the order of its start and stop may be another. */
export interface ProcessDiff {
	readonly change: Change;
	/** `group:process`. */
	readonly key: string;
	readonly name: string;
	/** The names of its options that changed, and of its group's that matter to it. */
	readonly options: readonly string[];
}

export interface GroupDiff {
	/** As supervisord's reloadConfig tells it: any change of it or of its processes. */
	readonly change: Change;
	readonly name: string;
	/** Those of its own. */
	readonly options: readonly string[];
	readonly processes: readonly ProcessDiff[];
}

/**
 * What leads from the groups in use to those that were read: first all that were read, in their order, then those that
 * are gone. Where something stands in its file is no difference. A stream that goes from an AUTO log to a file is one;
 * supervisord does not see it.
 */
export function diffConfig(active: readonly GroupConfig[], next: readonly GroupConfig[]): readonly GroupDiff[] {
	const before = new Map(active.map((group) => [group.name, group]));
	const after = new Set(next.map(({ name }) => name));
	return [
		...next.map((group) => diffGroup(before.get(group.name), group)),
		...active.filter(({ name }) => !after.has(name)).map((group) => wholeGroup(group, 'removed')),
	];
}

function diffGroup(before: GroupConfig | undefined, after: GroupConfig): GroupDiff {
	if (before === undefined) return wholeGroup(after, 'added');
	if (before === after) return wholeGroup(after, 'kept');
	const options = changedGroupOptions(before, after);
	const shared = options.filter((option) => needsRestart([option]));
	const known = byName(before);
	const processes = after.processes.map((process) => diffProcess(known.get(process.name), process, shared));
	const left = byName(after);
	const gone = before.processes
		.filter(({ name }) => !left.has(name))
		.map((process) => wholeProcess(process, 'removed'));
	const isChanged =
		options.length > 0 ||
		gone.length > 0 ||
		processes.some((process) => process.change !== 'kept' || process.options.length > 0) ||
		!isEqualData([...known.keys()], [...left.keys()]);
	return { change: isChanged ? 'changed' : 'kept', name: after.name, options, processes: [...processes, ...gone] };
}

function diffProcess(before: ProcessConfig | undefined, after: ProcessConfig, shared: readonly string[]): ProcessDiff {
	if (before === undefined) return wholeProcess(after, 'added');
	const options = [...changedOptions(before, after), ...shared];
	return { ...wholeProcess(after, needsRestart(options) ? 'changed' : 'kept'), options };
}

function wholeGroup({ name, processes }: GroupConfig, change: Change): GroupDiff {
	return { change, name, options: [], processes: processes.map((process) => wholeProcess(process, change)) };
}

function wholeProcess({ group, name }: ProcessConfig, change: Change): ProcessDiff {
	return { change, key: processKey({ group, process: name }), name, options: [] };
}

function byName({ processes }: GroupConfig): Map<string, ProcessConfig> {
	return new Map(processes.map((process) => [process.name, process]));
}
