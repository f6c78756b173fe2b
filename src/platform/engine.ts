import type { Addon } from './linux/addon.ts';
import { terminatedString } from './linux/terminated-string.ts';

/** What is asked of V8 itself. */
export interface Engine {
	/** Changes a setting, as on V8's command line. */
	setFlag(flag: string): void;
	/**
	 * Collects all garbage once, and gives the freed memory to the kernel. It takes 10 to 65 ms, in which nothing else
	 * happens: for when nothing is about to.
	 */
	giveBackMemory(): void;
}

/**
 * By way of the addon it costs nothing. Without it, or where it cannot, Node's own modules do the same: they load those
 * for streams, and leave a context behind, 300 KB in all.
 */
export function chooseEngine(addon: Addon | undefined): Engine {
	return {
		setFlag(flag) {
			if (addon === undefined || addon.setFlag(terminatedString(flag)) < 0) setFlagByNode(flag);
		},
		giveBackMemory() {
			if (addon === undefined || addon.collectGarbage() < 0) collectByNode();
			addon?.trimHeap();
		},
	};
}

function setFlagByNode(flag: string): void {
	process.getBuiltinModule('node:v8').setFlagsFromString(flag);
}

/** V8's own names (src/extensions/gc-extension.cc). */
type CollectGarbage = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * V8 gives `gc` to each context that is made after the flag was set. On Node's command line the flag would make Node
 * compile all its own modules anew (see `tuneV8`).
 */
function collectByNode(): void {
	const { runInNewContext } = process.getBuiltinModule('node:vm');
	setFlagByNode('--expose-gc');
	const collectGarbage: CollectGarbage = runInNewContext('gc');
	setFlagByNode('--no-expose-gc');
	collectGarbage({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
