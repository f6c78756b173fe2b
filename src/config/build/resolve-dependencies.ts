import { didYouMean } from '../../foundation/did-you-mean.ts';
import { processKey } from '../../foundation/process-name.ts';
import type { Dependency, GroupConfig } from '../config.ts';
import { DEPENDS_ON_OPTION } from '../options/program-options.ts';
import { quote } from '../quote.ts';
import { sectionName } from './build-processes.ts';
import type { DependencyWish } from './dependency-wish.ts';
import { findCycles } from './find-cycles.ts';
import type { GroupDraft } from './group-draft.ts';
import type { LoadContext } from './load-context.ts';

/** Turns the names of `depends_on` into processes. A name is a program's, or else a group's. */
export function resolveDependencies(context: LoadContext, drafts: readonly GroupDraft[]): GroupConfig[] {
	const targets = findTargets(context, drafts);
	const wishes = new Map<string, readonly DependencyWish[]>();
	const groups = drafts.map((group): GroupConfig => {
		const processes = group.processes.map(({ wishes: wished, ...process }) => {
			const key = processKey({ group: group.name, process: process.name });
			wishes.set(key, wished);
			return { ...process, dependsOn: wished.flatMap((wish) => resolve(context, wish, targets)) };
		});
		return { ...group, processes };
	});
	reportCycles(context, groups, wishes);
	return groups;
}

function findTargets({ document }: LoadContext, groups: readonly GroupDraft[]): Map<string, string[]> {
	const targets = new Map<string, string[]>();
	// A program may have no process at all (numprocs=0) and is known all the same.
	for (const section of document.sections.keys()) {
		if (/^(fcgi-)?program:|^eventlistener:/.test(section)) targets.set(sectionName(section).trim(), []);
	}
	for (const group of groups) {
		for (const { program, name } of group.processes) {
			targets.get(program)?.push(processKey({ group: group.name, process: name }));
		}
	}
	for (const group of groups.filter(({ name }) => !targets.has(name))) {
		const keys = group.processes.map(({ name }) => processKey({ group: group.name, process: name }));
		targets.set(group.name, keys);
	}
	return targets;
}

function resolve(context: LoadContext, wish: DependencyWish, targets: ReadonlyMap<string, string[]>): Dependency[] {
	const { name, condition } = wish;
	const processes = targets.get(name);
	if (processes !== undefined) return [{ name, processes, condition }];
	const near = didYouMean(name, targets.keys());
	const hint = near === undefined ? `known are ${[...targets.keys()].join(', ')}` : `did you mean ${near}?`;
	addProblem(context, wish, `${quote(name)} is neither a program nor a group`, hint);
	return [];
}

function reportCycles(
	context: LoadContext,
	groups: readonly GroupConfig[],
	wishes: ReadonlyMap<string, readonly DependencyWish[]>,
): void {
	const edges = new Map<string, readonly string[]>();
	for (const group of groups) {
		for (const { name, dependsOn } of group.processes) {
			edges.set(
				processKey({ group: group.name, process: name }),
				dependsOn.flatMap(({ processes }) => processes),
			);
		}
	}
	for (const cycle of findCycles(edges)) {
		const first = cycle.flatMap((key) => wishes.get(key) ?? [])[0];
		if (first === undefined) continue;
		const names = cycle.map((key) => shortName(key));
		const hint = 'remove one of these dependencies';
		addProblem(context, first, `each waits for the next: ${[...names, names[0]].join(' → ')}`, hint);
	}
}

/** `web:web` is web to a person. */
function shortName(key: string): string {
	const [group, process] = key.split(':');
	return group === process ? (process ?? key) : key;
}

function addProblem({ problems }: LoadContext, wish: DependencyWish, message: string, hint: string): void {
	problems.add({ place: wish.place, section: wish.section, key: DEPENDS_ON_OPTION.name, message, hint });
}
