import type { ConfigSource } from './config-source.ts';

/** `ENV_X` → value, for `%(ENV_X)s`. */
export function environmentExpansions({ environment }: Pick<ConfigSource, 'environment'>): Map<string, string> {
	const expansions = new Map<string, string>();
	for (const [name, value] of Object.entries(environment)) {
		if (value !== undefined) expansions.set(`ENV_${name}`, value);
	}
	return expansions;
}
