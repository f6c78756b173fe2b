import { formatDuration } from '../../foundation/format-duration.ts';
import type { Value } from '../../foundation/value.ts';
import { listOf, number, structOf, text } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { askForIncidents } from '../incidents/ask-for-incidents.ts';
import { formatIncidents } from '../incidents/format-incident.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';

export const HISTORY: Command = {
	name: 'history',
	summary: 'how available a process was over the last hour and day, and its incidents',
	forms: [['history <name>', 'of this process']],
	notes: [
		'Available is a process that is ready; the time that it is stopped on purpose does not count, nor does its first start, unless that fails.',
		'The history begins with the daemon, and goes on over a reload.',
	],
	completes: 'process',
	isOurs: true,
	async run(session, { words }) {
		const [name = '', ...others] = words;
		if (name === '' || others.length > 0) {
			const message = 'Error: history takes the name of one process';
			return refuseUsage(session, HISTORY, { message, exitStatus: EXIT_STATUSES.invalidArguments });
		}
		if (!(await isUp(session))) return undefined;
		const history = await askForIncidents(session, `/programs/${encodeURIComponent(name)}/history`);
		for (const line of formatHistory(history)) session.output.say(line);
		return history;
	},
};

/** The lines for a person. */
export function formatHistory(value: Value): string[] {
	const { displayName, state, hour, day, incidents } = structOf(value);
	const known = listOf(incidents);
	return [
		cleanText(`${text(displayName)}: ${text(state)}`),
		`  last hour  ${formatShare(structOf(hour), text(state))}`,
		`  last day   ${formatShare(structOf(day), text(state))}`,
		...(known.length === 0 ? ['  nothing went wrong so far'] : formatIncidents(known).map((line) => `  ${line}`)),
	];
}

function formatShare({ availability, upMs, wantedMs, restarts }: ReturnType<typeof structOf>, state: string): string {
	if (availability === undefined) {
		return state === 'STARTING' || state === 'RUNNING' ? 'it was not ready yet' : 'it was not meant to be up';
	}
	const percent = (Math.floor(number(availability) * 10_000) / 100).toFixed(2);
	const counts = Object.entries(structOf(restarts)).map(([reason, count]) => ({ reason, count: number(count) }));
	const total = counts.reduce((sum, { count }) => sum + count, 0);
	const why = counts.map(({ reason, count }) => `${count} ${REASONS[reason] ?? reason}`).join(', ');
	const times = total === 0 ? 'no restarts' : `${total} restart${total === 1 ? '' : 's'}: ${why}`;
	return cleanText(
		`${percent} % available (up ${formatDuration(number(upMs))} of ${formatDuration(number(wantedMs))}), ${times}`,
	);
}

const REASONS: Readonly<Record<string, string>> = {
	crash: 'after a crash',
	exit: 'after an end that was expected',
	retry: 'after a failed start',
	unhealthy: 'since it was unhealthy',
	memory: 'for memory',
	operator: 'by hand',
	reload: 'by a reload',
};
