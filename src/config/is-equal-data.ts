/** Are two pieces of plain data (as a Config is made of) the same? The order of a record's keys says nothing. */
export function isEqualData(a: unknown, b: unknown): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	const left = Object.entries(a);
	const right = new Map(Object.entries(b));
	return (
		left.length === right.size && left.every(([key, value]) => right.has(key) && isEqualData(value, right.get(key)))
	);
}
