import { parseArgs } from 'node:util';
import type { Value } from '../../foundation/value.ts';
import { listOf, structOf } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { askForIncidents } from '../incidents/ask-for-incidents.ts';
import { formatIncident, formatIncidents } from '../incidents/format-incident.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';

/** As many fit on a screen. */
const DEFAULT_COUNT = 20;
/** The daemon remembers no more. */
const MOST = 200;

export const INCIDENTS: Command = {
	name: 'incidents',
	summary: 'what went wrong: crashes, failed starts, restarts for ill health or memory',
	forms: [
		['incidents', 'the latest, a line each'],
		['incidents <name> [...]', 'of these processes, or of <group>:*'],
		['incidents <id>', 'all about one: how it ended, its last lines of output, what its probes said'],
	],
	options: [{ name: '-n', value: 'COUNT', doc: `how many at most (${DEFAULT_COUNT}); the daemon remembers ${MOST}` }],
	completes: 'process',
	isOurs: true,
	async run(session, { words }) {
		const wish = readWish(words);
		if (typeof wish === 'string') {
			return refuseUsage(session, INCIDENTS, {
				message: `Error: ${wish}`,
				exitStatus: EXIT_STATUSES.invalidArguments,
			});
		}
		if (!(await isUp(session))) return undefined;
		const [only = '', ...others] = wish.names;
		if (others.length === 0 && /^\d{1,15}$/.test(only)) return showOne(session, only);
		return showAll(session, wish);
	},
};

interface Wish {
	readonly names: readonly string[];
	readonly count: number;
}

function readWish(words: readonly string[]): Wish | string {
	try {
		const options = { number: { type: 'string', short: 'n' } } as const;
		const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
		const count = Number(values.number ?? DEFAULT_COUNT);
		if (!Number.isInteger(count) || count < 1) return '-n takes a number of incidents, 1 or more';
		return { names: positionals.includes('all') ? [] : positionals, count: Math.min(count, MOST) };
	} catch (error) {
		// ERR_PARSE_ARGS_…: its message says which option.
		return error instanceof Error ? error.message : String(error);
	}
}

async function showOne(session: Session, id: string): Promise<Value> {
	const incident = await askForIncidents(session, `/incidents/${id}`);
	for (const line of formatIncident(incident)) session.output.say(line);
	return incident;
}

async function showAll(session: Session, { names, count }: Wish): Promise<Value> {
	const of = names.length === 0 ? '' : `&names=${names.map(encodeURIComponent).join(',')}`;
	const incidents = listOf(structOf(await askForIncidents(session, `/incidents?limit=${count}${of}`))['incidents']);
	for (const line of formatIncidents(incidents)) session.output.say(line);
	if (incidents.length === 0) session.output.say('nothing went wrong so far');
	return incidents;
}
