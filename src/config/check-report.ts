import { checkConfig } from './check-config.ts';
import type { Problem } from './config.ts';
import type { ConfigSource } from './config-source.ts';
import { formatProblem } from './format-problem.ts';
import type { LoadResult } from './load-result.ts';

/** What `--check` tells. */
export interface CheckReport {
	/** What is wrong, then what is merely worth a look; each in the order of the files. */
	readonly lines: readonly string[];
	readonly summary: string;
	readonly isUsable: boolean;
}

/** Everything worth knowing about a configuration, whether it can be used or not. */
export function checkReport(file: string, loaded: LoadResult, source: ConfigSource): CheckReport {
	const errors = loaded.ok ? [] : loaded.problems;
	const remarks = [...((loaded.ok ? loaded.config : loaded.draft)?.warnings ?? []), ...checkConfig(loaded, source)];
	const lines = [...sorted(errors), ...sorted(remarks)].map(formatProblem);
	const told = count(remarks.length, 'remark');
	if (!loaded.ok) {
		return { lines, summary: `${file}: not usable: ${count(errors.length, 'error')}, ${told}`, isUsable: false };
	}
	const processes = loaded.config.groups.reduce((sum, group) => sum + group.processes.length, 0);
	return { lines, summary: `${file}: valid, ${count(processes, 'process', 'es')}, ${told}`, isUsable: true };
}

function sorted(problems: readonly Problem[]): Problem[] {
	return problems.toSorted((a, b) =>
		a.place.file === b.place.file ? a.place.line - b.place.line : a.place.file < b.place.file ? -1 : 1,
	);
}

function count(number: number, noun: string, plural: string = 's'): string {
	return `${number} ${noun}${number === 1 ? '' : plural}`;
}
