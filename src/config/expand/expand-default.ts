import { type Expansions, type Formatted, formatTemplate } from './format-template.ts';

const WITH_DEFAULT = /^(ENV_[^:]*):-(.*)$/s;

/** Nobody needs more; each level reads the rest of the text again. */
const MOST_DEPTH = 20;

/**
 * Podvisor's own `ENV_X:-default` (the name in `%(ENV_X:-default)s`): X's value or, where X is unset or empty,
 * as in a shell, the default, which may hold expansions itself. `undefined` for any other name.
 */
export function expandDefault(
	name: string,
	expansions: Expansions,
	depth: number,
): string | number | Extract<Formatted, { ok: false }> | undefined {
	const match = WITH_DEFAULT.exec(name);
	if (match === null) return undefined;
	const [, variable = '', template = ''] = match;
	const value = expansions.get(variable);
	if (value !== undefined && value !== '') return value;
	if (depth >= MOST_DEPTH) return { ok: false, wrong: 'has too many defaults within defaults' };
	const expanded = formatTemplate(template, expansions, depth + 1);
	return expanded.ok ? expanded.text : expanded;
}
