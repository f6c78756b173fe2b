import type { Value } from '../foundation/value.ts';
import { type GroupChange, type ProcessChange, readGroupChanges } from './client/group-change.ts';
import { CtlError } from './ctl-error.ts';
import { EXIT_STATUSES } from './exit-statuses.ts';
import { cleanText } from './format/clean-text.ts';
import type { Session } from './session.ts';

/** What is to be updated. */
export interface UpdateWish {
	/** Empty: all of them. */
	readonly groups: ReadonlySet<string>;
	readonly isDryRun: boolean;
}

/** podvisord's own way: one operation for the whole of it. `absent` where the daemon does not have it. */
export async function updateByRest(
	session: Session,
	{ groups, isDryRun }: UpdateWish,
): Promise<Value | undefined | 'absent'> {
	const { rest, output } = session;
	const names = new Set(groups);
	for (;;) {
		const path = `/update?dry_run=${isDryRun}`;
		const reply = await rest.post(path, { body: { groups: [...names] }, waits: true });
		if (reply.type === 'absent') return 'absent';
		if (reply.type === 'value') {
			const changes = readGroupChanges(reply.value);
			if (isDryRun) tellPlan(session, changes);
			else tellChanges(session, changes);
			return { dry_run: isDryRun, groups: structGroups(reply.value) };
		}
		session.fail(EXIT_STATUSES.failed);
		const { code, message, problems } = reply;
		const unknown = /^BAD_NAME: (.*)$/s.exec(message)?.[1];
		if (unknown !== undefined && names.delete(unknown)) {
			// supervisorctl names each that is unknown, and goes on with the others.
			output.complain(`ERROR: no such group: ${cleanText(unknown)}`, { code: 'BAD_NAME', name: unknown });
			if (names.size > 0) continue;
			return { dry_run: isDryRun, groups: [] };
		}
		if (code === 'SHUTDOWN_STATE') {
			output.complain('ERROR: already shutting down', { code });
			return undefined;
		}
		for (const problem of problems) output.explain(cleanText(problem));
		const reason = problems.length === 0 ? message : 'the new configuration cannot be used';
		throw new CtlError(`nothing was updated: ${reason}`, { code });
	}
}

/** supervisorctl's lines, in its order: first what goes, then what changes, then what comes. */
function tellChanges({ output }: Session, changes: readonly GroupChange[]): void {
	const of = (change: GroupChange['change']) => changes.filter((group) => group.change === change);
	for (const { name } of of('removed')) {
		output.say(`${cleanText(name)}: stopped`);
		output.say(`${cleanText(name)}: removed process group`);
	}
	for (const { name, processes } of of('changed')) {
		// Where only numprocs grew, or the order of start, nothing was.
		const hasStopped = processes.some(({ change }) => change === 'changed' || change === 'removed');
		if (hasStopped) output.say(`${cleanText(name)}: stopped`);
		output.say(`${cleanText(name)}: updated process group`);
		if (output.isTerminal) for (const process of processes) tellProcess(output, process, 'was');
	}
	for (const { name } of of('added')) output.say(`${cleanText(name)}: added process group`);
	for (const { name, outcome } of changes.flatMap(({ processes }) => processes)) {
		if (outcome === undefined || outcome === 'OK') continue;
		// supervisorctl does not look whether what it added comes up, so that this fails nothing.
		const message = `${cleanText(name)}: did not start: ${cleanText(outcome)}`;
		output.note({ code: /^[A-Z_]+/.exec(outcome)?.[0] ?? 'FAILED', message, name });
		output.explain(message);
	}
}

function tellPlan({ output }: Session, changes: readonly GroupChange[]): void {
	const different = changes.filter(({ change }) => change !== 'kept');
	if (different.length === 0) output.say('No config updates to processes');
	for (const { name, change, options, processes } of different) {
		const why = change === 'changed' && options.length > 0 ? ` (${cleanText(options.join(', '))})` : '';
		output.say(`${cleanText(name)}: would be ${change}${why}`);
		for (const process of processes) tellProcess(output, process, 'would be');
	}
}

const DONE: Readonly<Record<Exclude<ProcessChange['change'], 'kept'>, string>> = {
	added: 'added',
	changed: 'restarted',
	removed: 'stopped and removed',
};

function tellProcess(
	output: Session['output'],
	{ name, change, options }: ProcessChange,
	tense: 'was' | 'would be',
): void {
	if (change === 'kept') return;
	const why = change === 'changed' && options.length > 0 ? ` (${cleanText(options.join(', '))})` : '';
	output.say(`  ${cleanText(name)} ${tense} ${DONE[change]}${why}`);
}

function structGroups(value: Value): Value {
	return (value as { readonly groups: Value }).groups;
}
