const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `214 MiB`, `1.5 GiB`: three figures are enough for a person. */
export function formatBytes(bytes: number): string {
	if (bytes < 1024) return `${Math.round(bytes)} bytes`;
	let amount = bytes / 1024;
	let unit = 0;
	// Rounded, 1023.6 MiB would be 1024.
	while (amount >= 1023.5 && unit < UNITS.length - 1) {
		amount /= 1024;
		unit++;
	}
	const rounded = amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount);
	return `${rounded} ${UNITS[unit]}`;
}
