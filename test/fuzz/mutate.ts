import type { SeededRandom } from '../config/seeded-random.ts';

const MEANINGFUL: readonly string[] = [
	'<',
	'>',
	'&',
	';',
	'/',
	'"',
	']]>',
	'<!',
	'<?',
	'\0',
	'&#',
	'</',
	'<value>',
	'\ud800',
	'\r',
];

/** Flips, drops, doubles and inserts bytes; what HTTP, XML and JSON give a meaning to more often. */
export function mutate(bytes: Buffer, random: SeededRandom): Buffer {
	let mutated = bytes;
	for (let left = 1 + random.below(4); left > 0; left--) {
		const at = random.below(mutated.length + 1);
		const [before, after] = [mutated.subarray(0, at), mutated.subarray(at)];
		const cut = random.below(Math.min(8, after.length + 1));
		const insert = random.chance(50) ? Buffer.from(random.pick(MEANINGFUL)) : Buffer.from([random.below(256)]);
		const inserts = [
			[insert, after],
			[insert, after.subarray(1)],
			[after.subarray(cut)],
			[after.subarray(0, cut), after],
		];
		mutated = Buffer.concat([before, ...(random.pick(inserts) as Buffer[])]);
	}
	return mutated;
}
