import { checkAlertEvents } from './check/check-alert-events.ts';
import { checkAlertSinks } from './check/check-alert-sinks.ts';
import { checkCommands } from './check/check-commands.ts';
import { checkDependencies } from './check/check-dependencies.ts';
import { checkEnvironment } from './check/check-environment.ts';
import { checkExecutables } from './check/check-executables.ts';
import { checkHealth } from './check/check-health.ts';
import { checkKeys } from './check/check-keys.ts';
import { checkLayout } from './check/check-layout.ts';
import { checkLogs } from './check/check-logs.ts';
import { checkServers } from './check/check-servers.ts';
import { checkShutdown } from './check/check-shutdown.ts';
import { checkSmallCommands } from './check/check-small-commands.ts';
import type { Problem } from './config.ts';
import type { ConfigSource } from './config-source.ts';
import type { LoadResult } from './load-result.ts';
import { createProblemList } from './problem-list.ts';

/**
 * What is legal in a configuration and yet worth a second look, by file and line; for `--check`.
 * Errors and warnings are not repeated. Where there are errors, the rest is judged with defaults for what is wrong, and
 * nothing is said of what has an error already.
 */
export function checkConfig(loaded: LoadResult, source: ConfigSource): readonly Problem[] {
	const { document } = loaded;
	const config = loaded.ok ? loaded.config : loaded.draft;
	const errors = loaded.ok ? [] : loaded.problems;
	const advice = createProblemList();
	for (const problem of [
		...checkKeys(document),
		...checkLayout(document, config?.file),
		...checkEnvironment(document),
		...(config === undefined
			? []
			: [
					checkCommands,
					checkExecutables,
					checkLogs,
					checkShutdown,
					checkDependencies,
					checkHealth,
					checkServers,
					checkSmallCommands,
					checkAlertEvents,
					checkAlertSinks,
				].flatMap((check) =>
					check(config, document, source).filter((problem) => !errors.some((error) => spoils(error, problem))),
				)),
	]) {
		advice.add(problem);
	}
	const files = config?.files ?? [];
	return advice
		.all()
		.toSorted((a, b) => files.indexOf(a.place.file) - files.indexOf(b.place.file) || a.place.line - b.place.line);
}

/** What a section's commands are looked for with. */
const SURROUNDINGS: ReadonlySet<string> = new Set(['environment', 'directory']);

/** Whether a remark may be about the default that stands in for what has an error. */
function spoils(error: Problem, { section, key }: Problem): boolean {
	if (key === 'command' && SURROUNDINGS.has(error.key))
		return error.section === section || error.section === 'supervisord';
	return error.section === section && error.key === key;
}
