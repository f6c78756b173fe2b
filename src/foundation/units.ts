const DURATION_UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `9s`, `500ms`, `2m`, `1h`, `1m30s`; a bare number is seconds. `undefined` where it is none of them. */
export function parseDurationMs(text: string): number | undefined {
	const trimmed = text.trim().toLowerCase();
	// Most have one unit; the bounds and defaults of the options are read at each start.
	const [, whole, only = 's'] = /^(\d{1,9})(ms|[smh])?$/.exec(trimmed) ?? [];
	if (whole !== undefined) return Number(whole) * DURATION_UNITS_MS[only as keyof typeof DURATION_UNITS_MS];
	if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
	if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(trimmed)) return undefined;
	let total = 0;
	for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
		total += Number(amount) * DURATION_UNITS_MS[unit as keyof typeof DURATION_UNITS_MS];
	}
	return Math.round(total);
}
