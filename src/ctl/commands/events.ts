import type { Value } from '../../foundation/value.ts';
import { HttpStatusError } from '../client/client-error.ts';
import { type ServerSentEvent, SseParser } from '../client/sse-parser.ts';
import type { Command } from '../command.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../until-interrupted.ts';

const FOLLOW = '--follow';

export const EVENTS: Command = {
	name: 'events',
	summary: 'what happens in the pod, as it happens',
	forms: [
		['events --follow', 'a line for each event, until Ctrl-C or until the daemon ends'],
		['events --follow <type> [...]', 'only these, and what begins like them: PROCESS_STATE, PROCESS_LOG, TICK'],
	],
	options: [{ name: FOLLOW, doc: 'what it does in any case; written out for whoever reads the script' }],
	notes: ['A line is the time, the name of the event as event listeners know it, and its facts as key=value.'],
	completes: 'none',
	isOurs: true,
	isStream: true,
	async run(session, { words }) {
		const types = words.filter((word) => word !== FOLLOW && word !== '-f');
		const unknown = types.find((type) => !/^[A-Z_\d]+$/.test(type));
		if (unknown !== undefined) {
			const message = `Error: events does not know ${cleanText(unknown)}`;
			return refuseUsage(session, EVENTS, { message, exitStatus: EXIT_STATUSES.invalidArguments });
		}
		if (!(await isUp(session))) return undefined;
		await follow(session, types);
		return undefined;
	},
};

async function follow(session: Session, types: readonly string[]): Promise<void> {
	const { http, output, world } = session;
	const parser = new SseParser();
	try {
		await untilInterrupted(world, async (signal) => {
			const path = types.length === 0 ? '/api/v1/events' : `/api/v1/events?types=${types.join(',')}`;
			await http.stream({ method: 'GET', path, signal }, (chunk) => {
				for (const event of parser.feed(chunk)) show(session, event);
			});
		});
	} catch (error) {
		if (!(error instanceof HttpStatusError)) throw error;
		const isOurs = (await session.rest.get('/openapi.json')).type !== 'absent';
		if (isOurs && error.status === 400) {
			throw new CtlError(`there is no event called ${types.join(' or ')}`, {
				code: 'BAD_NAME',
				hint: 'PROCESS_STATE_EXITED, for one',
			});
		}
		if (isOurs || ![400, 404].includes(error.status)) throw error;
		throw new CtlError('this daemon does not tell what happens', {
			code: 'UNSUPPORTED',
			hint: 'it is a supervisord, or an older podvisord',
			cause: error,
		});
	}
	if (output.isTerminal) output.say('');
}

function show({ output }: Session, { event, data }: ServerSentEvent): void {
	const facts = parseFacts(data);
	output.emit({ event, ...facts });
	const words = Object.entries(facts).map(([name, value]) => `${name}=${formatFact(value)}`);
	const time = new Date().toISOString().slice(11, 19);
	output.say(cleanText([time, event, ...words].join(' ')));
}

function parseFacts(data: string): Readonly<Record<string, Value>> {
	try {
		const value: unknown = JSON.parse(data);
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, Value>;
	} catch {
		// SyntaxError, its only one: it is shown as it came.
	}
	return { data };
}

function formatFact(value: Value): string {
	if (typeof value !== 'string') return JSON.stringify(value);
	return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}
