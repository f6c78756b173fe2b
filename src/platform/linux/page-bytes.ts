import { readFileSync } from 'node:fs';

/** `AT_PAGESZ` of getauxval(3). */
const AT_PAGESZ = 6n;

/** The size of a memory page: 4 KiB nearly everywhere, 16 or 64 KiB on some arm64. From what the kernel told us at exec. */
export function pageBytes(): number {
	const vector = readFileSync('/proc/self/auxv');
	for (let offset = 0; offset + 16 <= vector.length; offset += 16) {
		if (vector.readBigUInt64LE(offset) === AT_PAGESZ) return Number(vector.readBigUInt64LE(offset + 8));
	}
	return 4096;
}
