import { fuzzSeed } from '../config/seeded-random.ts';

/** Bad inputs over all surfaces, and which share of them each gets, in percent. */
const USUAL_INPUTS = 101_000;
const SHARES = { http: 18, xmlRpc: 40, rest: 42 } as const;

/**
 * How many bad inputs a surface gets: its share of PODVISOR_FUZZ or of the usual number. For a night's run:
 * `PODVISOR_FUZZ=1000000 npm test -- --timeout=7200 test/fuzz/*.test.ts`.
 */
export function fuzzSize(surface: keyof typeof SHARES): number {
	const total = Number(process.env['PODVISOR_FUZZ'] ?? USUAL_INPUTS);
	return Math.ceil((total * SHARES[surface]) / 100);
}

/** PODVISOR_SEED, or the usual one; told always, so that a failure can be run again. */
export function announcedSeed(t: { comment(message: string): void }): number {
	const seed = fuzzSeed();
	t.comment(`PODVISOR_SEED=${seed}`);
	return seed;
}
