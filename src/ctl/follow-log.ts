import { HttpStatusError } from './client/client-error.ts';
import { cleanText } from './format/clean-text.ts';
import type { Session } from './session.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** A log that the server sends on and on. */
export interface FollowedLog {
	readonly path: string;
	/** For `--json`. */
	readonly name: string;
	readonly channel: string;
}

/** Shows a log as it is written, until Ctrl-C or until the daemon ends. */
export async function followLog(session: Session, { path, name, channel }: FollowedLog): Promise<undefined> {
	const { output, world, http, target } = session;
	output.say('==> Press Ctrl-C to exit <==');
	const decoder = new TextDecoder();
	const wasInterrupted = await untilInterrupted(world, async (signal) => {
		try {
			await http.stream({ method: 'GET', path, signal }, (chunk) => {
				output.raw(chunk);
				output.emit({ name, channel, text: decoder.decode(chunk, { stream: true }) });
			});
		} catch (error) {
			if (!(error instanceof HttpStatusError) || error.status === 401) throw error;
			// supervisorctl says so on stderr, and its exit status tells nothing.
			const line = `${cleanText(target.url + path)} Cannot read, status code ${error.status}`;
			output.note({ code: `HTTP_${error.status}`, message: line, name });
			output.explain(line);
		}
	});
	if (wasInterrupted) output.say('');
	return undefined;
}
