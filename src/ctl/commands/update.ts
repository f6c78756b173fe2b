import { FAULT_CODES } from '../../foundation/fault.ts';
import type { Value } from '../../foundation/value.ts';
import { RpcFault } from '../client/client-error.ts';
import { type ConfigChanges, readConfigChanges } from '../client/config-changes.ts';
import { readProcessInfos, readProcessResults } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import type { Session } from '../session.ts';
import { type UpdateWish, updateByRest } from '../update-by-rest.ts';

const DRY_RUN = '--dry-run';

export const UPDATE: Command = {
	name: 'update',
	summary: 'reads the configuration again and brings the pod in line with it',
	forms: [
		['update', 'add and remove what is new and gone, and restart what changed'],
		['update all', 'the same'],
		['update <group> [...]', 'only these groups'],
	],
	options: [{ name: DRY_RUN, doc: 'only tell what would be done' }],
	notes: ['podvisord restarts only the processes whose own options changed, and of numprocs= only the difference.'],
	completes: 'group',
	async run(session, { words }) {
		const names = words.filter((word) => word !== DRY_RUN);
		// `all` among them means everything.
		const groups = new Set(names.includes('all') ? [] : names);
		const isDryRun = words.includes(DRY_RUN);
		const result = await updateByRest(session, { groups, isDryRun });
		return result === 'absent' ? updateInSteps(session, { groups, isDryRun }) : result;
	},
};

/** supervisorctl's own way, for a daemon that has no operation for the whole of it. */
async function updateInSteps(session: Session, { groups: wanted, isDryRun }: UpdateWish): Promise<Value | undefined> {
	const changes = await reread(session);
	if (changes === undefined) return undefined;
	await checkNames(session, wanted, changes);
	const chosen = (names: readonly string[]): string[] => names.filter((name) => wanted.size === 0 || wanted.has(name));
	const plan = { removed: chosen(changes.removed), changed: chosen(changes.changed), added: chosen(changes.added) };
	if (isDryRun) {
		for (const name of plan.removed) say(session, name, 'would be stopped and removed');
		for (const name of plan.changed) say(session, name, 'would be stopped and updated');
		for (const name of plan.added) say(session, name, 'would be added');
		return { dry_run: true, ...plan };
	}
	const { rpc } = session;
	const call = (method: string, name: string): Promise<Value> => rpc.call(method, { args: [name], waits: true });
	for (const name of plan.removed) {
		const results = readProcessResults(await call('stopProcessGroup', name));
		say(session, name, 'stopped');
		if (results.some(({ status }) => status === FAULT_CODES.FAILED)) {
			session.output.complain(`${cleanText(name)}: has problems; not removing`, { code: 'FAILED', name });
			session.fail(EXIT_STATUSES.failed);
			continue;
		}
		await call('removeProcessGroup', name);
		say(session, name, 'removed process group');
	}
	for (const name of plan.changed) {
		await call('stopProcessGroup', name);
		say(session, name, 'stopped');
		await call('removeProcessGroup', name);
		await call('addProcessGroup', name);
		say(session, name, 'updated process group');
	}
	for (const name of plan.added) {
		await call('addProcessGroup', name);
		say(session, name, 'added process group');
	}
	return { dry_run: false, ...plan };
}

async function reread(session: Session): Promise<ConfigChanges | undefined> {
	try {
		return readConfigChanges(await session.rpc.call('reloadConfig'));
	} catch (error) {
		if (!(error instanceof RpcFault)) throw error;
		session.fail(EXIT_STATUSES.failed);
		if (error.code === FAULT_CODES.SHUTDOWN_STATE) {
			session.output.complain('ERROR: already shutting down', { code: 'SHUTDOWN_STATE' });
			return undefined;
		}
		if (error.code !== FAULT_CODES.CANT_REREAD) throw error;
		throw new CtlError(`the configuration cannot be used: ${error.text}`, { code: 'CANT_REREAD' });
	}
}

async function checkNames(session: Session, wanted: ReadonlySet<string>, { added }: ConfigChanges): Promise<void> {
	if (wanted.size === 0) return;
	const infos = readProcessInfos(await session.rpc.call('getAllProcessInfo'));
	const known = new Set([...infos.map(({ group }) => group), ...added]);
	for (const name of wanted) {
		if (known.has(name)) continue;
		session.output.complain(`ERROR: no such group: ${cleanText(name)}`, { code: 'BAD_NAME', name });
		session.fail(EXIT_STATUSES.failed);
	}
}

function say({ output }: Session, name: string, what: string): void {
	output.say(`${cleanText(name)}: ${what}`);
}
