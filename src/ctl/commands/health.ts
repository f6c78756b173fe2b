import type { Value } from '../../foundation/value.ts';
import { structOf, text } from '../client/process-info.ts';
import type { RestReply } from '../client/rest-client.ts';
import type { Command } from '../command.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { healthByLooking } from '../health/health-by-looking.ts';
import type { Session } from '../session.ts';

/** Docker and Kubernetes give a check a second or more, 30 by default; five is what most people write. */
const LIMIT_MS = 4000;

export const HEALTH: Command = {
	name: 'health',
	summary: "is the pod well? For Docker's HEALTHCHECK: one line, and an exit status",
	forms: [
		['health', 'of the pod as a whole'],
		['health <name> [...]', 'of these processes, or of <group>:*'],
	],
	notes: [
		'Exit status 0 when it is healthy or degraded, 1 when it is not (unhealthy, starting, stopping), 2 when that cannot be told.',
		'It tells what the daemon knows, waits for no probe, and gives up after 4 s.',
	],
	completes: 'process',
	isOurs: true,
	troubleStatus: EXIT_STATUSES.healthUnknown,
	run: (session, { words }) => health(session, words),
};

async function health(session: Session, words: readonly string[]): Promise<Value | undefined> {
	const names = words.includes('all') ? [] : words;
	const limit = AbortSignal.timeout(Math.min(LIMIT_MS, session.timeoutMs));
	const signal = session.signal === undefined ? limit : AbortSignal.any([limit, session.signal]);
	try {
		const reply = await session.rest.get(pathOf(names), signal);
		return reply.type === 'absent' ? await healthByLooking(session, { names, signal }) : tell(session, reply);
	} catch (error) {
		if (!limit.aborted) throw error;
		throw new CtlError(`${session.target.url}: there was no answer within ${LIMIT_MS / 1000} s`, {
			code: 'TIMEOUT',
			hint: 'is the daemon stopped, or the machine overloaded?',
			cause: error,
		});
	}
}

function pathOf(names: readonly string[]): string {
	return names.length === 0 ? '/health' : `/health?names=${names.map(encodeURIComponent).join(',')}`;
}

function tell(session: Session, reply: Exclude<RestReply, { type: 'absent' }>): Value {
	if (reply.type === 'error') {
		const message = reply.message.replace(/^BAD_NAME: /, 'there is no process ');
		throw new CtlError(message, { code: reply.code });
	}
	const { status, why } = structOf(reply.value);
	const isWell = status === 'healthy' || status === 'degraded';
	session.output.say(cleanText(`${text(status)}: ${text(why)}`));
	if (!isWell) session.fail(EXIT_STATUSES.unhealthy);
	return reply.value;
}
