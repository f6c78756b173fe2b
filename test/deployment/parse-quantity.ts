const FACTORS: Readonly<Record<string, number>> = { '': 1, m: 1e-3, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A quantity of Kubernetes in its base unit: `768Mi` in bytes, `250m` in CPUs. Throws for a unit that is not used here. */
export function parseQuantity(text: string | number | undefined): number {
	const [, digits, unit = ''] = /^(\d+)(\w*)$/.exec(String(text)) ?? [];
	const factor = FACTORS[unit];
	if (digits === undefined || factor === undefined) throw new Error(`${text} is no quantity that is known here`);
	return Number(digits) * factor;
}
