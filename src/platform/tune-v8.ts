let isTuned = false;

/**
 * Small memory before fast loops: a supervisor waits, and its own heap is what it costs a pod (docs/adr/0005). To be
 * called once what a start needs is loaded: V8 takes no compiled code from anywhere, Node's own included, that was made
 * under other settings, and would compile each of Node's modules anew from here on. A second call does nothing: it would
 * undo `optimiseCode`.
 */
export function tuneV8(): void {
	if (isTuned) return;
	isTuned = true;
	const { setFlagsFromString } = process.getBuiltinModule('node:v8');
	for (const flag of ['--no-opt', '--no-maglev', '--optimize-for-size', '--semi-space-growth-factor=1']) {
		setFlagsFromString(flag);
	}
}
