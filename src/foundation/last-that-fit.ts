/** As many of the last lines as there is room for, in their order; `costOf`: in the unit of `room`. */
export function lastThatFit(
	lines: readonly string[],
	room: number,
	costOf: (line: string) => number,
): readonly string[] {
	let left = room;
	let first = lines.length;
	while (first > 0) {
		left -= costOf(lines[first - 1] ?? '');
		if (left < 0) break;
		first -= 1;
	}
	return lines.slice(first);
}
