import type { Policy } from './process.ts';

/**
 * Milliseconds to wait after the `failures`-th failed start in a row (1, 2, 3 …).
 * Linear is supervisord's 1, 2, 3 … s; exponential is 1, 2, 4, 8 … s; both end at `restart_delay_max`.
 * The jitter adds a share of the delay that differs from process to process and from pod to pod.
 */
export function restartDelayMs(failures: number, policy: Policy, seed: number): number {
	const seconds = policy.restartBackoff === 'linear' ? failures : 2 ** (failures - 1);
	const delayMs = Math.min(seconds * 1000, policy.restartDelayMaxMs);
	return Math.round(delayMs * (1 + policy.restartJitter * shareOf(seed, failures)));
}

/** A number in [0, 1) that looks random and depends on nothing else (the finaliser of MurmurHash3, public domain). */
function shareOf(seed: number, failures: number): number {
	let hash = (seed ^ Math.imul(failures, 0x9e3779b1)) >>> 0;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
