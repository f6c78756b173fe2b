import type { ControlRequest } from '../http/control-request.ts';

/** A comment this often, for whoever waits while nothing happens. */
const BEAT_MS = 15_000;

export interface KeptStream {
	/** Sends a sign of life. */
	beat(): void;
	/** It is over: called once. */
	end(): void;
}

/**
 * Keeps a stream until its client goes, or until the pod has ended: streams do not outlive a restart in place, and do
 * not hold up the daemon's end. Returns what ends it before.
 */
export function keepStream(
	{ control, closed }: Pick<ControlRequest, 'control' | 'closed'>,
	stream: KeptStream,
): () => void {
	const { clock } = control.system;
	const over = new AbortController();
	let cancel = (): void => {};

	function end(): void {
		if (over.signal.aborted) return;
		over.abort();
		cancel();
		stream.end();
	}

	function beatLater(): void {
		cancel = clock.at(clock.now() + BEAT_MS, () => {
			stream.beat();
			beatLater();
		});
	}

	beatLater();
	closed.addEventListener('abort', end, { once: true });
	const { pod } = control.session;
	void pod.untilAt(({ ended }) => ended || undefined, undefined, over.signal).then(end);
	if (closed.aborted) end();
	return end;
}
