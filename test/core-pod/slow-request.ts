import { Agent, type ClientRequest, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** How a request ended: its answer, or the code of the error that took its place. */
export type Outcome =
	| { readonly status: number; readonly connection: string | undefined; readonly body: string }
	| { readonly error: string };

/** Sends a request over a connection that is kept alive, and tells how it ended; never rejects. */
export function send(url: string): Promise<Outcome> {
	const agent = new Agent({ keepAlive: true });
	return outcomeOf(get(url, { agent })).finally(() => agent.destroy());
}

/** How a request that was begun ends; never rejects. */
export function outcomeOf(request: ClientRequest): Promise<Outcome> {
	return new Promise<Outcome>((resolve) => {
		const fail = (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message });
		const receive = async (answer: IncomingMessage) => {
			const { statusCode = 0, headers } = answer;
			resolve({ status: statusCode, connection: headers.connection, body: await text(answer) });
		};
		request.once('response', (answer) => void receive(answer).catch(fail)).on('error', fail);
	});
}

/** Resolves once the service at this health address has `count` requests in flight. */
export async function untilInFlight(health: string, count: number): Promise<void> {
	for (;;) {
		const answer = (await (await fetch(health)).json()) as { inFlight: number };
		if (answer.inFlight === count) return;
	}
}
