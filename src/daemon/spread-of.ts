/** A number in [0, 1) that looks random and depends on nothing else (FNV-1a, public domain). */
export function spreadOf(text: string, seed: number): number {
	let hash = (0x811c9dc5 ^ seed) >>> 0;
	for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
	return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
