/** One row of cells for each line, the columns as wide as they must be; the first row is the heading. */
export function summaryTable(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => charsOf(row[column] ?? ''))));
	const lines = rows.map((row) =>
		widths
			.map((width, column) => pad(row[column] ?? '', width))
			.join('  ')
			.trimEnd(),
	);
	const rule = widths.map((width) => '─'.repeat(width)).join('  ');
	return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

function pad(text: string, width: number): string {
	return text + ' '.repeat(width - charsOf(text));
}

function charsOf(text: string): number {
	return [...text].length;
}
