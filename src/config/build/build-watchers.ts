import type { Config } from '../config.ts';
import { emptyDocument } from '../ini/ini-document.ts';
import type { Option } from '../options/option.ts';
import { PROBE_SERVER_OPTIONS } from '../options/probe-server-options.ts';
import { DISK_WATCHER_OPTIONS, MEMORY_WATCHER_OPTIONS } from '../options/watcher-options.ts';
import { quote } from '../quote.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem, addWarning, defaultValue, readOption, type SectionReader } from './read-option.ts';
import { warnOfMissingFolder } from './warn-of-missing-folder.ts';

/** `[probe_server]`, `[memory_watcher]` and `[disk_watcher]`: what watches the pod as a whole. */
export function buildWatchers(context: LoadContext): Pick<Config, 'probeServer' | 'memoryWatcher' | 'diskWatcher'> {
	return {
		probeServer: buildProbeServer(context),
		memoryWatcher: buildMemoryWatcher(context),
		diskWatcher: buildDiskWatcher(context),
	};
}

function buildProbeServer(context: LoadContext): Config['probeServer'] {
	const { sections, defaults } = context.document;
	const reader: SectionReader = { context, section: 'probe_server', names: new Map([['here', context.here]]) };
	const values = sections.get(reader.section);
	if (values === undefined) return undefined;
	// [DEFAULT] may have an `environment` for programs, with secrets in it, and this one is shown to everybody.
	const { environment } = PROBE_SERVER_OPTIONS;
	const own = values.get(environment.name);
	const isOwn = own !== undefined && own.place !== defaults.get(environment.name)?.place;
	return {
		...readOption(reader, PROBE_SERVER_OPTIONS.listen),
		environment: isOwn ? readOption(reader, environment) : defaultValue(reader, environment),
	};
}

function buildMemoryWatcher(context: LoadContext): Config['memoryWatcher'] {
	const section = 'memory_watcher';
	const watchesPod = context.document.sections.has(section);
	// What [DEFAULT] has is for sections that are written.
	const within = watchesPod ? context : { ...context, document: emptyDocument() };
	const reader: SectionReader = { context: within, section, names: new Map([['here', context.here]]) };
	const metricsFile = readOption(reader, MEMORY_WATCHER_OPTIONS.metricsFile);
	if (metricsFile !== undefined) warnOfMissingFolder(reader, MEMORY_WATCHER_OPTIONS.metricsFile, metricsFile);
	return {
		watchesPod,
		...readShares(reader, MEMORY_WATCHER_OPTIONS),
		intervalMs: readOption(reader, MEMORY_WATCHER_OPTIONS.interval),
		sustainedMs: readOption(reader, MEMORY_WATCHER_OPTIONS.sustained),
		metricsFile,
	};
}

function buildDiskWatcher(context: LoadContext): Config['diskWatcher'] {
	const reader: SectionReader = { context, section: 'disk_watcher', names: new Map([['here', context.here]]) };
	if (!context.document.sections.has(reader.section)) return undefined;
	const paths = readOption(reader, DISK_WATCHER_OPTIONS.paths);
	for (const path of paths.filter((path) => !context.source.exists(path))) {
		const hint = 'create it, or write another path; it is looked for each time';
		addWarning(reader, DISK_WATCHER_OPTIONS.paths.name, `${quote(path)} does not exist`, hint);
	}
	return {
		paths,
		...readShares(reader, DISK_WATCHER_OPTIONS),
		intervalMs: readOption(reader, DISK_WATCHER_OPTIONS.interval),
	};
}

function readShares(
	reader: SectionReader,
	options: { readonly warning: Option<number>; readonly critical: Option<number> },
): { readonly warning: number; readonly critical: number } {
	const warning = readOption(reader, options.warning);
	const critical = readOption(reader, options.critical);
	if (warning > critical) {
		const message = `is above ${options.critical.name} (${percent(warning)}, and ${percent(critical)})`;
		addProblem(reader, options.warning.name, message, 'write the smaller of the two here');
	}
	return { warning, critical };
}

/** 0.29 is 28.999999999999996 % to a double. */
function percent(share: number): string {
	return `${Number((share * 100).toFixed(2))}%`;
}
