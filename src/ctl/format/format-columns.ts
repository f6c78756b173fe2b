/** Lists words in columns as Python's `cmd` does: read downwards, in as few rows as fit into `width`. */
export function formatColumns(words: readonly string[], width: number): string[] {
	for (let rows = 1; rows <= words.length; rows++) {
		const columns: string[][] = [];
		for (let start = 0; start < words.length; start += rows) columns.push(words.slice(start, start + rows));
		const widths = columns.map((column) => Math.max(...column.map((word) => word.length)));
		const total = widths.reduce((sum, each) => sum + each + 2, -2);
		if (total > width && rows < words.length) continue;
		return Array.from({ length: rows }, (_, row) => {
			const cells = columns.filter((column) => row < column.length);
			return cells.map((column, index) => (column[row] ?? '').padEnd(widths[index] ?? 0)).join('  ');
		});
	}
	return [];
}
