/**
 * Small memory before fast loops: a supervisor waits, and its own heap is what it costs a pod (docs/adr/0005). To be
 * called once what a start needs is loaded: V8 takes no compiled code from anywhere, Node's own included, that was made
 * under other settings, and would compile each of Node's modules anew from here on.
 */
export function tuneV8(): void {
	const { setFlagsFromString } = process.getBuiltinModule('node:v8');
	for (const flag of ['--no-opt', '--no-maglev', '--optimize-for-size', '--semi-space-growth-factor=1']) {
		setFlagsFromString(flag);
	}
}
