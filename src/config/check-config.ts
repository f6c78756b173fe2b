import { checkAlertEvents } from './check/check-alert-events.ts';
import { checkAlertSinks } from './check/check-alert-sinks.ts';
import { checkCommands } from './check/check-commands.ts';
import { checkDependencies } from './check/check-dependencies.ts';
import { checkEnvironment } from './check/check-environment.ts';
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
 * Errors and warnings are not repeated. Where there are errors, only what is written can be judged, not what it means.
 */
export function checkConfig(loaded: LoadResult, source: ConfigSource): readonly Problem[] {
	const { document } = loaded;
	const config = loaded.ok ? loaded.config : undefined;
	const advice = createProblemList();
	for (const problem of [
		...checkKeys(document),
		...checkLayout(document, config?.file),
		...checkEnvironment(document),
		...(config === undefined
			? []
			: [
					checkCommands,
					checkLogs,
					checkShutdown,
					checkDependencies,
					checkHealth,
					checkServers,
					checkSmallCommands,
					checkAlertEvents,
					checkAlertSinks,
				].flatMap((check) => check(config, document, source))),
	]) {
		advice.add(problem);
	}
	const files = config?.files ?? [];
	return advice
		.all()
		.toSorted((a, b) => files.indexOf(a.place.file) - files.indexOf(b.place.file) || a.place.line - b.place.line);
}
