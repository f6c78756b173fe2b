import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../measure.ts';
import type { BenchPod, BenchProgram, Peer, RunningPeer } from '../peer.ts';
import { until } from '../runner/until.ts';

const SMALL_SERVER: string = new URL('small-server.cjs', import.meta.url).pathname;

export interface ServerPod extends Partial<Omit<BenchPod, 'directory' | 'programs'>> {
	/** Of each service; 0 is any. */
	readonly ports: readonly number[];
	/** What each runs on. */
	readonly node: string;
	/** More of a program, by its port. */
	readonly more?: (port: number) => Partial<BenchProgram>;
}

/** Starts a pod of small services on Node, and waits until all of them listen. */
export async function startServerPod(
	peer: Peer,
	context: Context,
	{ ports, node, more, ...pod }: ServerPod,
): Promise<RunningPeer> {
	const folder = context.directory();
	const ready = ports.map((_, index) => join(folder, `ready-${index}`));
	const programs = ports.map((port, index) => ({
		name: `service-${index}`,
		argv: [node, SMALL_SERVER, String(port), ready[index] ?? ''],
		...more?.(port),
	}));
	const running = await context.start(peer, { programs, logs: 'files', node, ...pod });
	await until(() => ready.every((path) => existsSync(path)));
	return running;
}
