import { StringDecoder } from 'node:string_decoder';
import { Fault } from '../../foundation/fault.ts';
import type { ControlRequest } from '../http/control-request.ts';
import { followLog } from '../log-tail/follow-log.ts';
import { openLogFollower } from '../log-tail/open-log-follower.ts';
import { keepStream } from './keep-stream.ts';
import { SSE_HEADERS } from './sse-stream.ts';

export interface StreamLogOptions {
	/** The log's file, now and later: the stream ends when it is another one. */
	readonly find: () => string | undefined;
	/** How much of what is there already is sent. */
	readonly headBytes: number;
}

/**
 * Sends a log as it grows, in events `log` with its text: a character that was cut by a read is put together, and what
 * is no UTF-8 shows as U+FFFD.
 * @throws Fault NO_FILE where there is no file to be read
 */
export function streamLog(request: ControlRequest, { find, headBytes }: StreamLogOptions): void {
	const { control } = request;
	const { session } = control;
	const path = find();
	const { files, clock } = control.system;
	const follower = path === undefined ? undefined : openLogFollower({ files, path, headBytes });
	if (follower === undefined) throw new Fault('NO_FILE', path);
	const stream = request.stream(200, SSE_HEADERS);
	const decoder = new StringDecoder('utf8');
	const over = new AbortController();
	const end = keepStream(request, {
		beat: () => void stream.write(':\n\n'),
		end() {
			over.abort();
			stream.end();
		},
	});
	followLog({
		follower,
		closed: over.signal,
		clock,
		isWanted: () => control.session === session && find() === path,
		stream: {
			write(chunk) {
				const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
				return text === '' || stream.write(`event: log\ndata: ${JSON.stringify({ text })}\n\n`);
			},
			onDrain: (callback) => stream.onDrain(callback),
			end,
		},
	});
}
