import type { Context } from '../measure.ts';
import type { BenchPod, Peer, RunningPeer } from '../peer.ts';

/** Starts a pod of so many programs that do nothing at all, and waits until all of them do. */
export async function startIdlePod(
	peer: Peer,
	context: Context,
	count: number,
	pod: Partial<Omit<BenchPod, 'directory' | 'programs'>> = {},
): Promise<RunningPeer> {
	const stamps = context.stamps();
	const started = await stamps.expect(count);
	const programs = Array.from({ length: count }, (_, index) => ({
		name: `program-${index}`,
		argv: stamps.argv(`program-${index}`),
	}));
	const running = await context.start(peer, { programs, logs: 'files', ...pod });
	await started();
	return running;
}
