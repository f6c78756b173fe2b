/** A duration for a person: `20 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function formatDuration(durationMs: number): string {
	if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
	const seconds = Math.floor(durationMs / 1000);
	for (const [unit, length, smaller, smallerLength] of UNITS) {
		if (seconds < length) continue;
		const rest = Math.floor((seconds % length) / smallerLength);
		return `${Math.floor(seconds / length)} ${unit}${rest === 0 ? '' : ` ${rest} ${smaller}`}`;
	}
	return `${seconds} s`;
}

const UNITS = [
	['d', 86_400, 'h', 3600],
	['h', 3600, 'min', 60],
	['min', 60, 's', 1],
] as const;
