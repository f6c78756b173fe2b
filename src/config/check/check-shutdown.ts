import type { Config, Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { SUPERVISORD_OPTIONS } from '../options/supervisord-options.ts';
import { advise } from './advise.ts';

/**
 * Whether all stopwaitsecs fit in shutdown_timeout. Groups are stopped one after the other;
 * the members of one are asked together, or one after the other where they depend on each other.
 */
export function checkShutdown(config: Config, document: IniDocument): Problem[] {
	const budgetMs = config.daemon.shutdownTimeoutMs;
	if (budgetMs === undefined) return [];
	const seconds = config.groups.reduce((sum, { processes }) => sum + slowestChain(processes), 0);
	if (seconds * 1000 <= budgetMs) return [];
	const message = `${budgetMs / 1000}s are less than the ${seconds}s that the programs may take one after the other`;
	const hint = 'lower some stopwaitsecs, or raise it (and the grace period of the container)';
	return [advise(document, 'supervisord', SUPERVISORD_OPTIONS.shutdownTimeout.name, { message, hint })];
}

type Processes = Config['groups'][number]['processes'];

function slowestChain(processes: Processes): number {
	const byKey = new Map(processes.map((process) => [`${process.group}:${process.name}`, process]));
	const chains = new Map<string, number>();
	const measure = (key: string): number => {
		const known = chains.get(key);
		if (known !== undefined) return known;
		const process = byKey.get(key);
		if (process === undefined) return 0;
		const below = process.dependsOn.flatMap((dependency) => dependency.processes).map(measure);
		const chain = Math.max(0, process.stopwaitsecs) + Math.max(0, ...below);
		chains.set(key, chain);
		return chain;
	};
	return Math.max(0, ...[...byKey.keys()].map(measure));
}
