import { formatProcessName, parseProcessName } from '../../foundation/process-name.ts';
import type { Value } from '../../foundation/value.ts';
import { HttpStatusError } from '../client/client-error.ts';
import { type ProcessInfo, readProcessInfos, structOf } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { formatStatuses } from '../format/format-statuses.ts';
import { type ProcessHealth, readHealth, withHealth } from '../health/read-health.ts';
import { isUp } from '../is-up.ts';
import type { Session } from '../session.ts';
import { suggestName } from '../suggest-name.ts';

const VERBOSE = '-v';

/** STOPPED, EXITED, FATAL and UNKNOWN: nothing runs, and nothing is about to. */
const AT_REST: readonly number[] = [0, 100, 200, 1000];

export const STATUS: Command = {
	name: 'status',
	summary: 'the state of each process; exit status 3 if one is down, 4 if a name is unknown',
	forms: [
		['status', 'the state of every process'],
		['status <name> [...]', 'of these processes'],
		['status <group>:*', 'of all processes in a group'],
		['status -v', 'and how each fares, where that is not well: not ready, short of memory, crashing'],
	],
	notes: ['On a terminal, and with --json, how each fares is told in any case; where scripts read it, with -v alone.'],
	completes: 'process',
	run,
};

async function run(session: Session, { words }: { readonly words: readonly string[] }): Promise<Value | undefined> {
	const names = words.filter((word) => word !== VERBOSE);
	const all = await askForAll(session);
	if (all === undefined) {
		session.fail(EXIT_STATUSES.statusUnknown);
		return undefined;
	}
	const { output } = session;
	const infos = names.length === 0 || names.includes('all') ? all : await pick(session, all, names);
	const isTold = output.isTerminal || output.isJson || words.includes(VERBOSE);
	const health = isTold ? await readHealth(session) : new Map<string, ProcessHealth>();
	const healthOf = (info: ProcessInfo): ProcessHealth | undefined => health.get(formatProcessName(info));
	for (const line of formatStatuses(
		infos.map((info) => withHealth(info, healthOf(info))),
		output,
	))
		output.say(line);
	if (infos.some(({ state }) => AT_REST.includes(state))) session.fail(EXIT_STATUSES.statusNotRunning);
	return infos.map((info) => ({ ...structOf(info.whole), ...healthOf(info) }) as Value);
}

/** Whether there is a daemon that can tell is asked only where none told: a question less, where a health check waits. */
async function askForAll(session: Session): Promise<readonly ProcessInfo[] | undefined> {
	try {
		return readProcessInfos(await session.rpc.call('getAllProcessInfo'));
	} catch (error) {
		// Of a password that is refused it has been told, and a second try would count.
		if (error instanceof HttpStatusError || (await isUp(session))) throw error;
		return undefined;
	}
}

async function pick(session: Session, all: readonly ProcessInfo[], names: readonly string[]): Promise<ProcessInfo[]> {
	const picked: ProcessInfo[] = [];
	for (const name of names) {
		const pattern = parseProcessName(name);
		const matching = all.filter(
			({ group, process }) => group === pattern.group && (pattern.process ?? process) === process,
		);
		picked.push(...matching);
		if (matching.length > 0) continue;
		const isGroup = pattern.process === undefined;
		const line = `${cleanText(isGroup ? pattern.group : name)}: ERROR (no such ${isGroup ? 'group' : 'process'})`;
		session.output.complain(line, { code: 'BAD_NAME', name });
		session.fail(EXIT_STATUSES.statusUnknown);
		await suggestName(session, { group: pattern.group, process: pattern.process ?? pattern.group });
	}
	return picked;
}
