import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../measure.ts';
import type { Peer, RunningPeer } from '../peer.ts';
import { cpuOf } from './cpu-of.ts';

const LOOK_EVERY_MS = 1500;
/** Less than that between two looks is what an idle supervisor that polls uses. */
const QUIET_MS = 15;
const AT_MOST_MS = 12_000;

/** When a pod that was started does nothing more of note: until then its memory is that of its start. */
export async function whenQuiet(peer: Peer, pod: RunningPeer, { quick }: Pick<Context, 'quick'>): Promise<void> {
	const began = performance.now();
	if (!quick) await delay(peer.tidiesUpAfterMs ?? 0);
	let before = cpuOf(pod.ownPids());
	for (;;) {
		await delay(LOOK_EVERY_MS);
		const now = cpuOf(pod.ownPids());
		if (now - before < QUIET_MS || performance.now() - began > AT_MOST_MS) return;
		before = now;
	}
}
