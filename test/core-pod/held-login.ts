import { Agent, request } from 'node:http';
import { type Outcome, outcomeOf } from './slow-request.ts';

const BODY = JSON.stringify({ username: 'bob', password: 'builder' });

/** A login at auth-service that is in flight until the test sends the rest of it. */
export interface HeldLogin {
	/** Sends the rest, and tells how it ended. */
	finish(): Promise<Outcome>;
}

export function holdLogin(origin: string): HeldLogin {
	const agent = new Agent({ keepAlive: true });
	const headers = { 'content-type': 'application/json', 'content-length': BODY.length };
	const held = request(`${origin}/auth/login`, { method: 'POST', agent, headers });
	const outcome = outcomeOf(held).finally(() => agent.destroy());
	held.write(BODY.slice(0, -1));
	return {
		finish: () => {
			held.end(BODY.slice(-1));
			return outcome;
		},
	};
}

/** The same as text, in two parts, for a connection of the test's own. */
export const LOGIN: readonly [string, string] = [
	`POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n`,
	BODY,
];
