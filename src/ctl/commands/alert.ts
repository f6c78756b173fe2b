import type { Value } from '../../foundation/value.ts';
import { listOf, structOf, text } from '../client/process-info.ts';
import type { RestReply } from '../client/rest-client.ts';
import type { Command } from '../command.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';

export const ALERT: Command = {
	name: 'alert',
	summary: 'how the alerts fare, and a test of one',
	forms: [
		['alert list', 'list each [alert:x]: how many were sent, failed, were dropped or suppressed, and wait'],
		['alert test <name>', 'send one alert to [alert:<name>], and tell whether it arrived'],
	],
	notes: ['Exit status 0 when it arrived, 1 when it did not, 2 for an unknown name.'],
	completes: 'none',
	isOurs: true,
	async run(session, { words }) {
		const [verb, name, ...rest] = words;
		const isList = verb === 'list' && name === undefined;
		const isTest = verb === 'test' && name !== undefined && rest.length === 0;
		if (!isList && !isTest) {
			const message = 'Error: alert requires list, or test and a name';
			return refuseUsage(session, ALERT, { message, exitStatus: EXIT_STATUSES.invalidArguments });
		}
		if (!(await isUp(session))) return undefined;
		return isTest ? test(session, name) : list(session);
	},
};

const COLUMNS = ['sent', 'failed', 'dropped', 'suppressed', 'pending'] as const;

async function list(session: Session): Promise<Value> {
	const { output, rest } = session;
	const sinks = listOf(structOf(answerOf(await rest.get('/alerts')))['alerts']);
	if (sinks.length === 0) output.say('no [alert:x] is configured');
	for (const sink of sinks.map(structOf)) {
		const counts = COLUMNS.map((column) => `${column} ${String(sink[column])}`).join(', ');
		output.say(`${cleanText(text(sink['name'])).padEnd(20)} ${cleanText(text(sink['type'])).padEnd(13)} ${counts}`);
	}
	return sinks;
}

async function test(session: Session, name: string): Promise<Value | undefined> {
	const { output, rest } = session;
	const reply = await rest.post(`/alerts/${encodeURIComponent(name)}/test`, { body: {}, waits: true });
	if (reply.type === 'error' && reply.code === 'BAD_NAME') {
		session.fail(EXIT_STATUSES.invalidArguments);
		output.complain(
			`${cleanText(name)}: ERROR (no such [alert:x]: ${cleanText(reply.message.replace(/^BAD_NAME: /, ''))})`,
			{ code: 'BAD_NAME' },
		);
		return undefined;
	}
	const outcome = answerOf(reply);
	const { ok, message: told } = structOf(outcome);
	const message = cleanText(text(told));
	if (ok === true) output.say(`${cleanText(name)}: ${message}`);
	else {
		session.fail(EXIT_STATUSES.failed);
		output.complain(`${cleanText(name)}: ERROR (${message})`, { code: 'FAILED' });
	}
	return outcome;
}

/** @throws CtlError of what is none. */
function answerOf(reply: RestReply): Value {
	switch (reply.type) {
		case 'value':
			return reply.value;
		case 'error':
			throw new CtlError(reply.message, { code: reply.code });
		case 'absent':
			throw new CtlError('this daemon knows no alerts', {
				code: 'UNSUPPORTED',
				hint: 'it is a supervisord, or an older podvisord',
			});
	}
}
