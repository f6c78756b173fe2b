import type { Engine } from './engine.ts';

/**
 * Whether V8 may make code quick that runs ever again, which `tuneV8` keeps it from: for somebody who asks thousands of
 * times a second. It costs 3 to 4 MB while it lasts, and makes an answer half as dear.
 */
export function optimiseCode(engine: Engine, isAllowed: boolean): void {
	engine.setFlag(isAllowed ? '--opt' : '--no-opt');
}
