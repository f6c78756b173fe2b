const BYTE_SUFFIXES = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const;

/**
 * Bytes written as supervisord's `byte_size` reads them: `50MB`, `1kb`, `2GB` or a plain integer.
 * `undefined` where it is neither.
 */
export function parseByteSize(text: string): number | undefined {
	const lower = text.trim().toLowerCase();
	for (const [suffix, factor] of Object.entries(BYTE_SUFFIXES)) {
		if (lower.endsWith(suffix)) return scale(lower.slice(0, -2), factor);
	}
	return scale(lower, 1);
}

function scale(digits: string, factor: number): number | undefined {
	const trimmed = digits.trim();
	return /^[+-]?\d+(_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) * factor : undefined;
}

const DURATION_UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `9s`, `500ms`, `2m`, `1h`, `1m30s`; a bare number is seconds. `undefined` where it is none of them. */
export function parseDurationMs(text: string): number | undefined {
	const trimmed = text.trim().toLowerCase();
	if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
	if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(trimmed)) return undefined;
	let total = 0;
	for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
		total += Number(amount) * DURATION_UNITS_MS[unit as keyof typeof DURATION_UNITS_MS];
	}
	return Math.round(total);
}
