export interface Spread {
	readonly median: number;
	readonly min: number;
	readonly max: number;
}

/** Undefined where there is no value. */
export function spread(values: readonly number[]): Spread | undefined {
	const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
	const [min] = sorted;
	const max = sorted.at(-1);
	if (min === undefined || max === undefined) return undefined;
	const middle = (sorted.length - 1) / 2;
	const [below = min, above = max] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
	return { median: (below + above) / 2, min, max };
}
