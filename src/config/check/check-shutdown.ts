import type { Config, Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { SUPERVISORD_OPTIONS } from '../options/supervisord-options.ts';
import { advise } from './advise.ts';

/** How long `docker stop` waits before it kills, where nobody says otherwise; milliseconds. */
const DOCKER_PATIENCE_MS = 10_000;

/**
 * Whether all stopwaitsecs fit in shutdown_timeout, or without one in what Docker gives. Groups are stopped one after the
 * other; the members of one are asked together, or one after the other where they depend on each other.
 */
export function checkShutdown(config: Config, document: IniDocument): Problem[] {
	const budgetMs = config.daemon.shutdownTimeoutMs;
	const seconds = config.groups.reduce((sum, { processes }) => sum + slowestChain(processes), 0);
	const say = (message: string, hint: string): Problem[] => [
		advise(document, 'supervisord', SUPERVISORD_OPTIONS.shutdownTimeout.name, { message, hint }),
	];
	if (budgetMs === undefined) {
		// Of supervisord's default stopwaitsecs (10) one is as long as Docker waits, and nothing is left to end with.
		if (seconds * 1000 < DOCKER_PATIENCE_MS) return [];
		const message = `is not set, and the programs may take ${seconds}s to stop, while docker stop kills after ${DOCKER_PATIENCE_MS / 1000}s`;
		return say(message, 'set shutdown_timeout=9s, or shorter stopwaitsecs');
	}
	if (seconds * 1000 <= budgetMs) return [];
	return say(
		`${budgetMs / 1000}s are less than the ${seconds}s that the programs may take one after the other`,
		'lower some stopwaitsecs, or raise it (and the grace period of the container)',
	);
}

type Processes = Config['groups'][number]['processes'];

function slowestChain(processes: Processes): number {
	const byKey = new Map(processes.map((process) => [`${process.group}:${process.name}`, process]));
	const chains = new Map<string, number>();
	const open = new Set<string>();
	// With a stack of its own: a chain may be longer than JavaScript's.
	const stack = [...byKey.keys()];
	for (let key = stack.at(-1); key !== undefined; key = stack.at(-1)) {
		const process = byKey.get(key);
		const needed = process?.dependsOn.flatMap(({ processes: keys }) => keys).filter((other) => byKey.has(other)) ?? [];
		// A file with errors may have a circle; who is asked again in his own chain waits for no one.
		const unknown = needed.filter((other) => !chains.has(other) && !open.has(other));
		if (unknown.length > 0 && !open.has(key)) {
			open.add(key);
			stack.push(...unknown);
			continue;
		}
		stack.pop();
		const below = needed.map((other) => chains.get(other) ?? 0);
		chains.set(key, Math.max(0, process?.stopwaitsecs ?? 0) + Math.max(0, ...below));
	}
	return Math.max(0, ...chains.values());
}
