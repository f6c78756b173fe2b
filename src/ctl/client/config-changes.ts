import type { Value } from '../../foundation/value.ts';
import { listOf, text } from './process-info.ts';

/** The groups that are new, other than before, and gone from the configuration. */
export interface ConfigChanges {
	readonly added: readonly string[];
	readonly changed: readonly string[];
	readonly removed: readonly string[];
}

/** What `reloadConfig` gives: `[[added, changed, removed]]`. @throws BadReplyError where it is not that */
export function readConfigChanges(value: Value): ConfigChanges {
	const [added, changed, removed] = listOf(listOf(value)[0]).map((names) => listOf(names).map(text));
	return { added: added ?? [], changed: changed ?? [], removed: removed ?? [] };
}
