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
	// With a stack of its own: a chain may be longer than JavaScript's.
	const stack = [...byKey.keys()];
	for (let key = stack.at(-1); key !== undefined; key = stack.at(-1)) {
		const process = byKey.get(key);
		const needed = process?.dependsOn.flatMap(({ processes: keys }) => keys).filter((other) => byKey.has(other)) ?? [];
		const unknown = needed.filter((other) => !chains.has(other));
		stack.push(...unknown);
		if (unknown.length > 0) continue;
		stack.pop();
		const below = needed.map((other) => chains.get(other) ?? 0);
		chains.set(key, Math.max(0, process?.stopwaitsecs ?? 0) + Math.max(0, ...below));
	}
	return Math.max(0, ...chains.values());
}
