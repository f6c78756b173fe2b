import type { FaultName } from '../../foundation/fault.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { followLog } from '../follow-log.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import { parseTailBytes, showLog, TAIL_BYTES } from './tail.ts';

export const MAINTAIL: Command = {
	name: 'maintail',
	summary: "the end of the daemon's own log, or what it goes on writing",
	forms: [
		['maintail', `the last ${TAIL_BYTES} bytes`],
		['maintail -<bytes>', 'the last so many bytes'],
		['maintail -f', 'its last 1024 bytes and whatever comes, until Ctrl-C'],
	],
	completes: 'none',
	async run(session, { words }) {
		if (!(await isUp(session))) return undefined;
		const [modifier] = words;
		if (words.length > 1) return refuseUsage(session, MAINTAIL, { message: 'Error: too many arguments' });
		const isModifier = modifier === undefined || modifier.startsWith('-');
		const bytes = modifier === undefined ? TAIL_BYTES : parseTailBytes(modifier);
		if (!isModifier || bytes === undefined) {
			session.output.complain(`Error: bad argument ${cleanText(modifier ?? '')}`, { code: 'USAGE' });
			session.fail(EXIT_STATUSES.failed);
			return undefined;
		}
		const name = 'supervisord';
		if (bytes === 'follow') return followLog(session, { path: '/mainlogtail', name, channel: 'log' });
		return showLog(session, { method: 'readLog', args: [-bytes, 0], name, errors: ERRORS });
	},
};

const ERRORS: Readonly<Partial<Record<FaultName, string>>> = {
	NO_FILE: 'no log file',
	FAILED: 'unknown error reading log',
};
