import type { Config, GroupConfig, ProcessConfig } from '../config/config.ts';
import { formatProcessName, processKey } from '../foundation/process-name.ts';

/** What the configuration says about the order of things, worked out once. */
export interface Plan {
	/** By key (`group:process`). */
	readonly members: ReadonlyMap<string, Member>;
	/** Every key, dependencies first, then by priority, then as configured. */
	readonly startOrder: readonly string[];
	/** Asked to stop together, each layer wholly down before the next is asked. */
	readonly stopLayers: readonly (readonly string[])[];
	readonly startOrderMode: 'supervisord' | 'ready';
	readonly shutdownTimeoutMs: number | undefined;
}

export interface Member {
	readonly key: string;
	readonly config: ProcessConfig;
	/** Equal ranks may start together; a lower one comes first. */
	readonly rank: number;
}

/** Works out in which order a configuration's processes start and stop. Its dependencies hold no cycle (config/ refuses them). */
export function makePlan(config: Config): Plan {
	const members = new Map<string, Member>();
	const { groups } = config;
	const rankOf = ranks(groups);
	for (const group of groups) {
		for (const process of group.processes) {
			const key = processKey({ group: process.group, process: process.name });
			members.set(key, { key, config: process, rank: rankOf(group, process) });
		}
	}
	const startOrder = sortByDependency(members);
	return {
		members,
		startOrder,
		stopLayers: stopLayers(startOrder, members),
		startOrderMode: config.daemon.startOrder,
		shutdownTimeoutMs: config.daemon.shutdownTimeoutMs,
	};
}

/** The name of a process that a person sees, by its key. */
export function displayName({ members }: Plan, key: string): string {
	const config = members.get(key)?.config;
	return config === undefined ? key : formatProcessName({ group: config.group, process: config.name });
}

type Priorities = readonly [group: number, process: number];

/** Numbers the pairs of priorities that occur, so that one comparison tells what comes first. */
function ranks(groups: readonly GroupConfig[]): (group: GroupConfig, process: ProcessConfig) => number {
	const pairs = groups.flatMap((group) => group.processes.map((process) => priorities(group, process)));
	pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
	const numbers = new Map<string, number>();
	for (const pair of pairs) if (!numbers.has(String(pair))) numbers.set(String(pair), numbers.size);
	return (group, process) => numbers.get(String(priorities(group, process))) ?? 0;
}

/** A program on its own has one priority, which is its group's too. */
function priorities(group: GroupConfig, process: ProcessConfig): Priorities {
	return [group.priority, group.kind === 'group' ? process.priority : group.priority];
}

/** A depth-first walk over the order as configured: each is preceded by what it needs. */
function sortByDependency(members: ReadonlyMap<string, Member>): string[] {
	const order = new Set<string>();
	function visit(key: string): void {
		const member = members.get(key);
		if (member === undefined || order.has(key)) return;
		for (const { processes } of member.config.dependsOn) for (const needed of processes) visit(needed);
		order.add(key);
	}
	for (const key of members.keys()) visit(key);
	return [...order];
}

/**
 * supervisord stops one group at a time, the last started first, and asks the members of a group together.
 * A process that another of the same layer depends on waits for the next layer.
 */
function stopLayers(startOrder: readonly string[], members: ReadonlyMap<string, Member>): string[][] {
	const layers: string[][] = [];
	let group: string | undefined;
	let needed = new Set<string>();
	for (const key of startOrder.toReversed()) {
		const member = members.get(key);
		if (member === undefined) continue;
		if (member.config.group !== group || needed.has(key)) {
			layers.push([]);
			group = member.config.group;
			needed = new Set();
		}
		layers.at(-1)?.push(key);
		// Direct ones are enough: what lies between two members of a layer would have begun another layer.
		for (const dependency of member.config.dependsOn.flatMap(({ processes }) => processes)) needed.add(dependency);
	}
	return layers;
}
