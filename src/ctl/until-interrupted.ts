import type { CtlWorld } from './ctl-world.ts';

/** Does what goes on until Ctrl-C; whether that is how it ended. */
export async function untilInterrupted(
	{ onInterrupt }: Pick<CtlWorld, 'onInterrupt'>,
	work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
	const controller = new AbortController();
	const release = onInterrupt(() => controller.abort());
	try {
		await work(controller.signal);
	} finally {
		release();
	}
	return controller.signal.aborted;
}
