import { compareText } from '../config/python/compare-text.ts';
import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';
import type { World } from '../supervision/world.ts';
import { allProcesses } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { processInfo } from './process-info.ts';

interface Told {
	/** Since 1970: times and durations are told in whole seconds. */
	readonly second: number;
	/** Only for as long as nobody needs its memory. */
	readonly processes: WeakRef<readonly Value[]>;
}

/** In the same second the same world is told in the same words: pages and scripts ask this one often. */
const lastTold = new WeakMap<World, Told>();

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
		const { world } = control.session.pod;
		const second = Math.floor(control.system.clock.wall() / 1000);
		const told = lastTold.get(world);
		const same = told?.second === second ? told.processes.deref() : undefined;
		if (same !== undefined) return same;
		const processes = tellAll(control);
		lastTold.set(world, { second, processes: new WeakRef(processes) });
		return processes;
	},
});

function tellAll(control: Control): readonly Value[] {
	const processes = allProcesses(control).toSorted(
		({ config: a }, { config: b }) => compareText(a.group, b.group) || compareText(a.name, b.name),
	);
	return processes.map((process) => ({ ...processInfo(control, process) }));
}
