import type { Clock } from '../../platform/system.ts';
import type { ResponseStream } from '../http/response-stream.ts';
import type { LogFollower } from './log-follower.ts';

/** How often a log that somebody follows is looked at; supervisord's `delay`. */
const LOOK_MS = 100;

/** As much is read at once. */
const CHUNK_BYTES = 64 * 1024;

export interface FollowLogOptions {
	readonly follower: LogFollower;
	readonly stream: ResponseStream;
	/** Aborted when the client is gone. */
	readonly closed: AbortSignal;
	readonly clock: Clock;
	/** Is it still the log that was asked for? It ends when not. */
	readonly isWanted: () => boolean;
}

/**
 * Sends a log as it grows until the client goes or the log is not wanted any more; then the follower is closed. What a
 * slow client has not taken yet stays in the file.
 */
export function followLog({ follower, stream, closed, clock, isWanted }: FollowLogOptions): void {
	let cancel = (): void => {};
	let isOver = false;

	function end(): void {
		if (isOver) return;
		isOver = true;
		cancel();
		follower.close();
		stream.end();
	}

	function look(): void {
		if (isOver) return;
		cancel();
		// Asked first: what was written until then is sent.
		const isLast = !isWanted();
		for (let bytes = follower.read(CHUNK_BYTES); bytes !== undefined; bytes = follower.read(CHUNK_BYTES)) {
			// The rest when this is taken.
			if (!stream.write(bytes)) return;
		}
		if (isLast) end();
		else cancel = clock.at(clock.now() + LOOK_MS, guarded);
	}

	function guarded(): void {
		try {
			look();
		} catch {
			// EIO, EACCES, ESTALE: what is left of the log cannot be read. The client sees that it ended.
			end();
		}
	}

	closed.addEventListener('abort', end, { once: true });
	stream.onDrain(guarded);
	if (closed.aborted) end();
	else guarded();
}
