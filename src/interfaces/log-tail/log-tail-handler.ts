import { mainLogName } from '../../operations/main-log-name.ts';
import type { ControlRequest } from '../http/control-request.ts';
import type { HttpHandler } from '../http/http-handler.ts';
import { HttpRefusal } from '../http/http-refusal.ts';
import { findLog } from './find-log.ts';
import { followLog } from './follow-log.ts';
import { openLogFollower } from './open-log-follower.ts';

/** What of a log is sent that was there before; as supervisord. */
const HEAD_BYTES = 1024;

/** `/logtail/NAME[/stdout|stderr]` and `/mainlogtail`: logs as they grow (`supervisorctl tail -f`). */
export function createLogTailHandler(): HttpHandler {
	return {
		matches: (path) => path.startsWith('/logtail') || path.startsWith('/mainlogtail'),
		handle(request) {
			// As supervisord.
			if (request.method !== 'GET') throw new HttpRefusal(400, 'a log is asked for by GET\n');
			const find = finder(request);
			const path = find();
			const { files, clock } = request.control.system;
			const follower = path === undefined ? undefined : openLogFollower({ files, path, headBytes: HEAD_BYTES });
			if (follower === undefined) throw notFound();
			const stream = request.stream(200, {
				'Content-Type': 'text/plain;charset=utf-8',
				'Last-Modified': new Date(follower.mtimeMs).toUTCString(),
				// nginx in between shall not hold lines back.
				'X-Accel-Buffering': 'no',
			});
			followLog({ follower, stream, closed: request.closed, clock, isWanted: () => find() === path });
		},
	};
}

/** What looks the log up, now and later: a process is removed, or a restart gives it another file. */
function finder({ path, control }: ControlRequest): () => string | undefined {
	if (path.startsWith('/mainlogtail')) return () => mainLogName(control.session.config.daemon);
	const name = decode(path.slice('/logtail/'.length));
	return () => findLog(control, name);
}

function decode(name: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		// URIError: a lone %, or no UTF-8.
		throw notFound();
	}
}

function notFound(): HttpRefusal {
	return new HttpRefusal(404, 'there is no such program, or it has no log in a file\n');
}
