import { findCycles } from '../config/build/find-cycles.ts';
import type { GroupConfig } from '../config/config.ts';
import type { Session } from '../daemon/session.ts';
import { Fault } from '../foundation/fault.ts';
import { processKey } from '../foundation/process-name.ts';

/**
 * Lets the pod go on with these groups; `launch`: the keys of those that shall come up.
 * @throws Fault FAILED, as refuseCycles()
 */
export function regroup({ pod }: Session, groups: readonly GroupConfig[], launch: readonly string[]): void {
	refuseCycles(groups);
	// As supervisord: by priority, and among equals the latest last.
	pod.regroup(
		groups.toSorted((a, b) => a.priority - b.priority),
		launch,
	);
}

/** @throws Fault FAILED where groups of different readings of the configuration together wait for each other */
export function refuseCycles(groups: readonly GroupConfig[]): void {
	const edges = groups.flatMap(({ processes }) =>
		processes.map(({ group, name, dependsOn }): [string, string[]] => [
			processKey({ group, process: name }),
			dependsOn.flatMap((dependency) => dependency.processes),
		]),
	);
	const [cycle] = findCycles(new Map(edges));
	if (cycle === undefined) return;
	throw new Fault('FAILED', `each would wait for the next: ${[...cycle, cycle[0]].join(' → ')}; update all groups`);
}

/** While an update of many groups waits for processes to stop, nobody else may change what groups there are. */
export function refuseWhileUpdating({ isUpdating }: Session): void {
	if (isUpdating) throw new Fault('FAILED', 'an update is under way; try again when it is done');
}
