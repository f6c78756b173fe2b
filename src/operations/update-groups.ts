import type { GroupConfig } from '../config/config.ts';
import { diffConfig, type GroupDiff, type ProcessDiff } from '../config/diff-config.ts';
import { isEqualData } from '../config/is-equal-data.ts';
import type { Control } from '../daemon/control.ts';
import type { Pod } from '../daemon/pod.ts';
import type { Session } from '../daemon/session.ts';
import { Fault } from '../foundation/fault.ts';
import { formatProcessName, processKey } from '../foundation/process-name.ts';
import type { Value } from '../foundation/value.ts';
import { type AwaitedStart, awaitStart } from './await-start.ts';
import { bringDown } from './bring-down.ts';
import { defineOperation, type Operation } from './operation.ts';
import { refuseCycles, refuseWhileUpdating, regroup } from './regroup.ts';
import { rereadGroups } from './reread-groups.ts';

/** By the key of a process: how its start ended, `OK` or the fault's text. */
type Outcomes = ReadonlyMap<string, string>;

export const updateGroups: Operation = defineOperation({
	name: 'updateGroups',
	doc: 'Reads the configuration anew and goes over to it: processes that are gone are stopped, those whose own options changed are restarted (where they were wanted up), new ones with autostart start; all others live on.',
	parameters: [
		{
			name: 'groups',
			type: 'array',
			doc: 'the names of groups; the others stay as they are; none for all',
			default: [],
		},
		{ name: 'dryRun', type: 'boolean', doc: 'tell only what would be done', default: false },
	],
	result: {
		type: 'array',
		doc: 'for each group name, change (added, changed, removed, kept), options (the names of those that changed) and processes: of each name, group, change, options and, where it was started, outcome (OK, or why not)',
	},
	kind: 'control',
	async run(control, { groups: names, dryRun }, gone) {
		const { session } = control;
		refuseWhileUpdating(session);
		const diff = plan(control, names);
		if (dryRun) return diff.groups.map((group) => describe(group, new Map()));
		const starts = await goOver(control, diff);
		// What starts may take for ever: whoever waits for that keeps nobody from the next update.
		const outcomes = await outcomesOf(session.pod, starts, gone);
		return diff.groups.map((group) => describe(group, outcomes));
	},
});

interface Update {
	/** What there will be. */
	readonly next: readonly GroupConfig[];
	readonly groups: readonly GroupDiff[];
}

/** @throws Fault CANT_REREAD; BAD_NAME where a group is neither in use nor configured; FAILED */
function plan(control: Control, names: readonly string[]): Update {
	const configured = rereadGroups(control).groups;
	const active = control.session.pod.groups;
	const known = new Set([...configured, ...active].map(({ name }) => name));
	const unknown = names.find((name) => !known.has(name));
	if (unknown !== undefined) throw new Fault('BAD_NAME', unknown);
	const isMeant = ({ name }: GroupConfig): boolean => names.length === 0 || names.includes(name);
	const read = [...configured.filter(isMeant), ...active.filter((group) => !isMeant(group))];
	// What is the same is the very same, so that nobody takes it for changed.
	const next = read.map((group) => active.find((before) => isSame(before, group)) ?? group);
	refuseCycles(next);
	return { next, groups: diffConfig(active, next).filter(({ name }) => names.length === 0 || names.includes(name)) };
}

/** Returns the starts that follow from it. */
async function goOver({ session }: Control, update: Update): Promise<readonly AwaitedStart[]> {
	session.isUpdating = true;
	try {
		return await exchange(session, update);
	} finally {
		session.isUpdating = false;
	}
}

function exchange(session: Session, { next, groups }: Update): Promise<readonly AwaitedStart[]> {
	const { pod } = session;
	const processes = groups.flatMap((group) => group.processes);
	const of = (...changes: ProcessDiff['change'][]): string[] =>
		processes.filter(({ change }) => changes.includes(change)).map(({ key }) => key);
	const wasWanted = of('changed').filter((key) => pod.world.processes.get(key)?.wanted === 'up');
	const added = of('added').filter((key) => isAutostarted(next, key));
	const launch = [...wasWanted, ...added];
	return bringDown(pod, of('changed', 'removed'), () => {
		const generations = new Map(launch.map((key) => [key, pod.world.processes.get(key)?.generation]));
		regroup(session, next, launch);
		return launch.map((key) => {
			const generation = generations.get(key) ?? pod.world.firstGeneration;
			return { key, name: pod.nameOf(key), generation };
		});
	});
}

async function outcomesOf(pod: Pod, starts: readonly AwaitedStart[], gone: AbortSignal | undefined): Promise<Outcomes> {
	const outcomes = starts.map(async (start): Promise<[string, string]> => {
		return [start.key, await outcomeOf(awaitStart(pod, start, gone))];
	});
	return new Map(await Promise.all(outcomes));
}

async function outcomeOf(start: Promise<unknown>): Promise<string> {
	try {
		await start;
		return 'OK';
	} catch (error) {
		if (error instanceof Fault) return error.message;
		throw error;
	}
}

function isAutostarted(groups: readonly GroupConfig[], key: string): boolean {
	return groups.some(({ processes }) =>
		processes.some(({ group, name, autostart }) => autostart && processKey({ group, process: name }) === key),
	);
}

/** But for where it stands. */
function isSame(before: GroupConfig, after: GroupConfig): boolean {
	if (before === after) return true;
	const content = ({ place: _place, processes, ...group }: GroupConfig): unknown => ({
		...group,
		processes: processes.map(({ place: _itsPlace, ...process }) => process),
	});
	return isEqualData(content(before), content(after));
}

function describe({ change, name: group, options, processes }: GroupDiff, outcomes: Outcomes): Value {
	return {
		name: group,
		change,
		options,
		processes: processes.map(({ key, name: process, change, options }) => {
			const outcome = outcomes.get(key);
			return {
				name: formatProcessName({ group, process }),
				group,
				change,
				options,
				...(outcome === undefined ? {} : { outcome }),
			};
		}),
	};
}
