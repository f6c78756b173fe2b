import { quote } from '../quote.ts';
import type { ProcessDraft } from './build-processes.ts';
import type { GroupDraft } from './group-draft.ts';
import type { LoadContext } from './load-context.ts';

/**
 * supervisord passes over a second group of the same name, and of two processes of one name within a group
 * it keeps the place of the first and the rest of the last. It says nothing; we warn.
 */
export function dropDuplicates(context: LoadContext, groups: readonly GroupDraft[]): GroupDraft[] {
	const kept = new Map<string, GroupDraft>();
	for (const group of groups) {
		const first = kept.get(group.name);
		if (first === undefined) {
			kept.set(group.name, { ...group, processes: keepLast(context, group) });
			continue;
		}
		const section = `${group.kind}:${group.name}`;
		const message = `there is a group ${quote(group.name)} already, at ${first.place.file}:${first.place.line}`;
		context.warnings.add({
			place: group.place,
			section,
			key: '',
			message,
			hint: 'this one is passed over; rename one',
		});
	}
	return [...kept.values()];
}

function keepLast(context: LoadContext, group: GroupDraft): ProcessDraft[] {
	const kept = new Map<string, ProcessDraft>();
	for (const process of group.processes) {
		if (kept.has(process.name)) {
			const message = `the group ${quote(group.name)} has two processes called ${quote(process.name)}`;
			const hint = 'only the last of them runs; give them different process_name=';
			context.warnings.add({
				place: process.place,
				section: `${process.kind}:${process.program}`,
				key: '',
				message,
				hint,
			});
		}
		kept.set(process.name, process);
	}
	return [...kept.values()];
}
