import { buildAlerts } from './build/build-alerts.ts';
import { buildClient } from './build/build-client.ts';
import { buildDaemon } from './build/build-daemon.ts';
import { buildGroups } from './build/build-groups.ts';
import { buildRpcInterfaces } from './build/build-rpc-interfaces.ts';
import { buildServers } from './build/build-servers.ts';
import { buildWatchers } from './build/build-watchers.ts';
import type { LoadContext } from './build/load-context.ts';
import { refuseSharedAddress } from './build/refuse-shared-address.ts';
import { resolveDependencies } from './build/resolve-dependencies.ts';
import type { Config } from './config.ts';
import type { ConfigSource } from './config-source.ts';
import { environmentExpansions } from './environment-expansions.ts';
import type { Flags } from './flags.ts';
import { emptyDocument } from './ini/ini-document.ts';
import type { LoadResult } from './load-result.ts';
import { createProblemList } from './problem-list.ts';
import { absolutePath, directoryName } from './python/posix-path.ts';
import { readDocument } from './read-document.ts';

/**
 * Reads a configuration and everything it includes: a Config in which nothing is left to be parsed,
 * or every problem there is. What supervisord refuses is refused, and what it accepts means the same.
 * Never throws for bad input; a file that cannot be read is a problem like any other.
 */
export function loadConfig(file: string, flags: Flags, source: ConfigSource): LoadResult {
	const context: LoadContext = {
		file,
		here: absolutePath(directoryName(file), source),
		flags,
		source,
		document: emptyDocument(),
		environment: environmentExpansions(source),
		problems: createProblemList(),
		warnings: createProblemList(),
	};
	const { document, problems, warnings } = context;
	const files = readDocument(context);
	if (files === undefined) return { ok: false, problems: problems.all(), document, draft: undefined };
	if (!document.sections.has('supervisord')) {
		const hint = 'add a line [supervisord] (or [podvisord]); nothing needs to follow it';
		problems.add({
			place: { file, line: 0 },
			section: '',
			key: '',
			message: 'there is no section [supervisord]',
			hint,
		});
	}

	// In supervisord's order, since [supervisord] environment is seen by what comes after it.
	const daemon = buildDaemon(context);
	const rpcInterfaces = buildRpcInterfaces(context);
	const groups = resolveDependencies(context, buildGroups(context, daemon));
	const servers = buildServers(context);
	const watchers = buildWatchers(context);
	refuseSharedAddress(context, { ...servers, ...watchers });
	const alerts = buildAlerts(context, groups);
	const client = buildClient(context);
	const config: Config = {
		file,
		files: [...new Set(files)],
		daemon,
		groups,
		...servers,
		...watchers,
		alerts,
		client,
		rpcInterfaces,
		warnings: warnings.all(),
	};
	if (problems.all().length > 0) return { ok: false, problems: problems.all(), document, draft: config };
	return { ok: true, config, document };
}
