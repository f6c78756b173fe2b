export interface Spread {
	readonly median: number;
	readonly min: number;
	readonly max: number;
	/** Half of the values are between these two. */
	readonly lowerQuartile: number;
	readonly upperQuartile: number;
}

/** Undefined where there is no value. */
export function spread(values: readonly number[]): Spread | undefined {
	const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
	const [min] = sorted;
	const max = sorted.at(-1);
	if (min === undefined || max === undefined) return undefined;
	const [lowerQuartile, median, upperQuartile] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
	return { median: median ?? min, min, max, lowerQuartile: lowerQuartile ?? min, upperQuartile: upperQuartile ?? max };
}

/** Between two values it is on the line from the one to the other. */
function quantile(sorted: readonly number[], share: number): number {
	const at = (sorted.length - 1) * share;
	const [below = Number.NaN, above = Number.NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
	return below + (above - below) * (at - Math.floor(at));
}
