/** `0.42 s`. */
export function seconds(value: number): string {
	return `${value.toFixed(2)} s`;
}

/** `130 ms`. */
export function milliseconds(value: number): string {
	return `${Math.round(value)} ms`;
}
