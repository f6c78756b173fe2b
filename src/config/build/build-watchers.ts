import type { Config } from '../config.ts';
import { emptyDocument } from '../ini/ini-document.ts';
import type { Option } from '../options/option.ts';
import { PROBE_SERVER_OPTIONS } from '../options/probe-server-options.ts';
import { DISK_WATCHER_OPTIONS, MEMORY_WATCHER_OPTIONS } from '../options/watcher-options.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem, defaultValue, readOption, type SectionReader } from './read-option.ts';

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
	return {
		watchesPod,
		...readShares(reader, MEMORY_WATCHER_OPTIONS),
		intervalMs: readOption(reader, MEMORY_WATCHER_OPTIONS.interval),
		sustainedMs: readOption(reader, MEMORY_WATCHER_OPTIONS.sustained),
		metricsFile: readOption(reader, MEMORY_WATCHER_OPTIONS.metricsFile),
	};
}

function buildDiskWatcher(context: LoadContext): Config['diskWatcher'] {
	const reader: SectionReader = { context, section: 'disk_watcher', names: new Map([['here', context.here]]) };
	if (!context.document.sections.has(reader.section)) return undefined;
	return {
		paths: readOption(reader, DISK_WATCHER_OPTIONS.paths),
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
		const message = `is above ${options.critical.name} (${warning * 100}%, and ${critical * 100}%)`;
		addProblem(reader, options.warning.name, message, 'write the smaller of the two here');
	}
	return { warning, critical };
}
