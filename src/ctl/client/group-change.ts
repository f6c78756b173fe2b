import type { Value } from '../../foundation/value.ts';
import { listOf, structOf, text } from './process-info.ts';

export type Change = 'added' | 'changed' | 'removed' | 'kept';

/** What an update does to one process. */
export interface ProcessChange {
	/** As a person sees it. */
	readonly name: string;
	readonly change: Change;
	/** The options that changed. */
	readonly options: readonly string[];
	/** Where it was started: `OK`, or why not. */
	readonly outcome: string | undefined;
}

/** What an update does to one group. */
export interface GroupChange {
	readonly name: string;
	readonly change: Change;
	readonly options: readonly string[];
	readonly processes: readonly ProcessChange[];
}

/** What `POST /api/v1/update` answers. @throws BadReplyError where it is not that */
export function readGroupChanges(value: Value): GroupChange[] {
	return listOf(structOf(value)['groups']).map((group) => {
		const { name, change, options, processes } = structOf(group);
		return {
			name: text(name),
			change: text(change) as Change,
			options: listOf(options).map(text),
			processes: listOf(processes).map(readProcessChange),
		};
	});
}

function readProcessChange(value: Value): ProcessChange {
	const { name, change, options, outcome } = structOf(value);
	return {
		name: text(name),
		change: text(change) as Change,
		options: listOf(options).map(text),
		outcome: outcome === undefined ? undefined : text(outcome),
	};
}
