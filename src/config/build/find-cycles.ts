/** Cycles in a graph, each as its nodes in order: enough of them that a graph without them has none. */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
	const cycles: string[][] = [];
	const remaining = new Map(edges);
	for (;;) {
		removeLeaves(remaining);
		const [start] = remaining.keys();
		if (start === undefined) return cycles;
		const cycle = walk(start, remaining);
		cycles.push(cycle);
		for (const node of cycle) remaining.delete(node);
	}
}

/** Takes away what depends on nothing that is left, until everything left depends on something left. */
function removeLeaves(remaining: Map<string, readonly string[]>): void {
	const dependents = new Map<string, string[]>();
	const counts = new Map<string, number>();
	for (const [node, targets] of remaining) {
		const left = new Set(targets.filter((target) => remaining.has(target)));
		counts.set(node, left.size);
		for (const target of left) dependents.set(target, [...(dependents.get(target) ?? []), node]);
	}
	const leaves = [...counts].filter(([, count]) => count === 0).map(([node]) => node);
	for (const leaf of leaves) {
		remaining.delete(leaf);
		for (const node of dependents.get(leaf) ?? []) {
			const count = (counts.get(node) ?? 0) - 1;
			counts.set(node, count);
			if (count === 0) leaves.push(node);
		}
	}
}

/** Every node has a way on, so that a walk comes back to where it has been. */
function walk(start: string, remaining: ReadonlyMap<string, readonly string[]>): string[] {
	const path: string[] = [];
	const seen = new Map<string, number>();
	let node = start;
	while (!seen.has(node)) {
		seen.set(node, path.length);
		path.push(node);
		node = remaining.get(node)?.find((target) => remaining.has(target)) ?? start;
	}
	return path.slice(seen.get(node));
}
