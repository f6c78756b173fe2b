import { type FaultName, faultName } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import { RpcFault } from '../client/client-error.ts';
import { logTailPath } from '../client/log-tail-path.ts';
import { text } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { followLog } from '../follow-log.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';

/** What supervisorctl shows where nobody says how much. */
export const TAIL_BYTES = 1600;

export const TAIL: Command = {
	name: 'tail',
	summary: 'the end of what a process wrote, or what it goes on writing',
	forms: [
		['tail <name> [stdout|stderr]', `the last ${TAIL_BYTES} bytes of its log (of stdout if not said)`],
		['tail -<bytes> <name>', 'the last so many bytes: tail -100 web stderr'],
		['tail -f <name>', 'its last 1024 bytes and whatever comes, until Ctrl-C'],
	],
	completes: 'process',
	async run(session, { words }) {
		if (!(await isUp(session))) return undefined;
		if (words.length < 1) return refuseUsage(session, TAIL, { message: 'Error: too few arguments' });
		if (words.length > 3) return refuseUsage(session, TAIL, { message: 'Error: too many arguments' });
		const modifier = words[0]?.startsWith('-') ? words[0] : undefined;
		const [name, ...rest] = modifier === undefined ? words : words.slice(1);
		if (name === undefined) return refuse(session, 'Error: tail requires process name');
		const channel = rest.at(-1)?.toLowerCase() ?? 'stdout';
		if (channel !== 'stdout' && channel !== 'stderr') {
			return refuse(session, `Error: bad channel '${cleanText(channel)}'`);
		}
		const bytes = modifier === undefined ? TAIL_BYTES : parseTailBytes(modifier);
		if (bytes === undefined) return refuse(session, `Error: bad argument ${cleanText(modifier ?? '')}`);
		if (bytes === 'follow') return followLog(session, { path: logTailPath(name, channel), name, channel });
		const method = channel === 'stdout' ? 'readProcessStdoutLog' : 'readProcessStderrLog';
		return showLog(session, { method, args: [name, -bytes, 0], name, errors: ERRORS });
	},
};

const ERRORS: Readonly<Partial<Record<FaultName, string>>> = {
	NO_FILE: 'no log file',
	FAILED: 'unknown error reading log',
	BAD_NAME: 'no such process name',
};

/** `-f`: follow, `-100`: bytes; `undefined` for what is neither. */
export function parseTailBytes(modifier: string): number | 'follow' | undefined {
	const what = modifier.slice(1);
	if (what === 'f') return 'follow';
	return /^[+-]?\d+$/.test(what) ? Number(what) : undefined;
}

/** The daemon's answer to a method that reads a log, printed as it is. */
export async function showLog(
	session: Session,
	log: {
		readonly method: string;
		readonly args: readonly Value[];
		readonly name: string;
		readonly errors: Readonly<Partial<Record<FaultName, string>>>;
	},
): Promise<Value | undefined> {
	const { output, rpc } = session;
	try {
		const written = text(await rpc.call(log.method, { args: log.args }));
		output.say(written);
		return { name: log.name, log: written };
	} catch (error) {
		if (!(error instanceof RpcFault)) throw error;
		const fault = faultName(error.code);
		const known = fault === undefined ? undefined : log.errors[fault];
		if (fault === undefined || known === undefined) throw error;
		session.fail(EXIT_STATUSES.failed);
		output.complain(`${cleanText(log.name)}: ERROR (${known})`, { code: fault, name: log.name });
		return undefined;
	}
}

function refuse(session: Session, message: string): undefined {
	session.fail(EXIT_STATUSES.failed);
	session.output.complain(message, { code: 'USAGE' });
	return undefined;
}
