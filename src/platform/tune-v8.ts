import type { Engine } from './engine.ts';

/** The compilers go, memory is kept small, and what was compiled stays: a death, or the end, is not to wait for V8. */
const FLAGS = [
	'--no-opt',
	'--no-maglev',
	'--no-sparkplug',
	'--optimize-for-size',
	'--semi-space-growth-factor=1',
	'--no-flush-bytecode',
];

let isTuned = false;

/**
 * Small memory before fast loops: a supervisor waits, and its own heap is what it costs a pod (docs/adr/0005). To be
 * called once what a start needs is loaded: V8 takes no compiled code from anywhere, Node's own included, that was made
 * under other settings, and would compile each of Node's modules anew from here on. A second call does nothing: it would
 * undo `optimiseCode`.
 */
export function tuneV8(engine: Engine): void {
	if (isTuned) return;
	isTuned = true;
	for (const flag of FLAGS) engine.setFlag(flag);
}
