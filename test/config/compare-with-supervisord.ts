import { NO_FLAGS } from '../../src/config/flags.ts';
import { formatProblem } from '../../src/config/format-problem.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { describeConfig } from './describe-config.ts';
import { nodeConfigSource } from './node-config-source.ts';
import type { SupervisordOracle } from './supervisord-oracle.ts';

interface Loaded {
	readonly error?: string;
	readonly config: readonly { readonly group: string; readonly name: string }[];
	readonly more: Readonly<Record<string, object>>;
	readonly warnings: readonly string[];
}

/** What both make of a file. */
export interface Comparison {
	/** One line an option that the two read otherwise, side by side. */
	readonly differences: readonly string[];
	/** Of supervisord; `undefined` where it accepts the file. */
	readonly refusal: string | undefined;
	/** Ours. */
	readonly problems: readonly string[];
	readonly processes: number;
	readonly theirWarnings: readonly string[];
	readonly ourWarnings: readonly string[];
}

/** Lets supervisord and Podvisor read the same file in the same environment. */
export async function compareWithSupervisord(
	oracle: SupervisordOracle,
	file: string,
	environment: Readonly<Record<string, string>>,
): Promise<Comparison> {
	const [theirs] = await oracle.ask<Loaded>([{ do: 'load', file, environment }]);
	if (theirs === undefined) throw new Error('the reference gave no answer');
	const ours = loadConfig(file, NO_FLAGS, nodeConfigSource({ environment }));
	const expected = theirs.error === undefined ? flatten(theirs) : {};
	const actual = ours.ok ? describeConfig(ours.config) : {};
	return {
		differences: differ('', expected, actual),
		refusal: theirs.error,
		problems: ours.ok ? [] : ours.problems.map(formatProblem),
		processes: theirs.config?.length ?? 0,
		theirWarnings: theirs.warnings ?? [],
		ourWarnings: ours.ok ? ours.config.warnings.map(formatProblem) : [],
	};
}

function flatten({ config, more, warnings: _warnings, ...rest }: Loaded): Record<string, unknown> {
	const processes = config.map((info) => {
		const key = `${info.group}:${info.name}`;
		// A log without a name is no log.
		const logs = Object.entries(info).map(([name, value]) => [
			name,
			name.endsWith('_logfile') && value === '' ? 'none' : value,
		]);
		return [`process ${key}`, { ...Object.fromEntries(logs), ...more[key] }];
	});
	return { ...Object.fromEntries(processes), ...rest };
}

function differ(path: string, theirs: unknown, ours: unknown): string[] {
	if (JSON.stringify(theirs) === JSON.stringify(ours)) return [];
	if (!isObject(theirs) || !isObject(ours)) {
		return [`${path}: supervisord ${JSON.stringify(theirs)}, podvisor ${JSON.stringify(ours)}`];
	}
	const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
	return [...keys].flatMap((key) => differ(path === '' ? key : `${path} ${key}`, theirs[key], ours[key]));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
