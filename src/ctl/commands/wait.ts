import { parseArgs } from 'node:util';
import { formatProcessName, parseProcessName } from '../../foundation/process-name.ts';
import { parseDurationMs } from '../../foundation/units.ts';
import type { Value } from '../../foundation/value.ts';
import { type ProcessInfo, readProcessInfos } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';

const GOALS = ['ready', 'running', 'stopped', 'completed'] as const;
type Goal = (typeof GOALS)[number];

export const WAIT: Command = {
	name: 'wait',
	summary: 'waits until processes are ready, running, stopped or completed',
	forms: [['wait <name> [...]', 'wait for these processes, or <group>:*, or all']],
	options: [
		{ name: '--for', value: GOALS, doc: 'what to wait for (ready)' },
		{ name: '--timeout', value: 'DURATION', doc: 'for how long at most: 30s, 2m (no limit)' },
	],
	notes: ['Exit status 0 when it came true, 1 when it cannot any more or the time was up, 4 for an unknown name.'],
	completes: 'process',
	isOurs: true,
	async run(session, { words }) {
		const wish = readWish(words);
		if (typeof wish === 'string') {
			return refuseUsage(session, WAIT, { message: `Error: ${wish}`, exitStatus: EXIT_STATUSES.invalidArguments });
		}
		if (!(await isUp(session))) return undefined;
		return waitFor(session, wish);
	},
};

interface Wish {
	readonly names: readonly string[];
	readonly goal: Goal;
	/** `undefined`: as long as it takes. */
	readonly timeoutMs: number | undefined;
}

function readWish(words: readonly string[]): Wish | string {
	const options = { for: { type: 'string' }, timeout: { type: 'string' } } as const;
	let parsed: { values: { for?: string | undefined; timeout?: string | undefined }; positionals: string[] };
	try {
		parsed = parseArgs({ args: [...words], options, allowPositionals: true });
	} catch (error) {
		// ERR_PARSE_ARGS_…: its message says which option.
		return error instanceof Error ? error.message : String(error);
	}
	const { values, positionals: names } = parsed;
	if (names.length === 0) return 'wait requires a process name';
	const goal = GOALS.find((each) => each === (values.for ?? 'ready'));
	if (goal === undefined) return `--for=${cleanText(values.for ?? '')} is none of ${GOALS.join(', ')}`;
	const timeoutMs = values.timeout === undefined ? undefined : parseDurationMs(values.timeout);
	if (values.timeout !== undefined && timeoutMs === undefined) {
		return `--timeout=${cleanText(values.timeout)} is no duration; write 30s or 2m`;
	}
	return { names, goal, timeoutMs };
}

const POLL_MS = 200;

/** Looks again and again: a supervisord cannot be asked to tell. */
async function waitFor(session: Session, { names, goal, timeoutMs }: Wish): Promise<Value | undefined> {
	if (goal === 'ready') {
		throw new CtlError('this daemon cannot tell who is ready', {
			code: 'UNSUPPORTED',
			hint: 'supervisord knows only --for=running',
		});
	}
	const start = performance.now();
	for (;;) {
		const infos = pick(session, readProcessInfos(await session.rpc.call('getAllProcessInfo')), names);
		if (infos === undefined) return undefined;
		const judged = infos.map((info) => ({ info, verdict: judge(goal, info) }));
		const lost = judged.filter(({ verdict }) => verdict === 'never');
		if (lost.length > 0) return end(session, { goal, infos: lost.map(({ info }) => info), why: 'never' });
		const left = judged.filter(({ verdict }) => verdict === 'not-yet');
		if (left.length === 0) return end(session, { goal, infos, why: 'done' });
		if (timeoutMs !== undefined && performance.now() - start >= timeoutMs) {
			return end(session, { goal, infos: left.map(({ info }) => info), why: 'late' });
		}
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}

function pick(session: Session, all: readonly ProcessInfo[], names: readonly string[]): ProcessInfo[] | undefined {
	if (names.includes('all')) return [...all];
	const picked = names.flatMap((name) => {
		const pattern = parseProcessName(name);
		const found = all.filter(
			({ group, process }) => group === pattern.group && (pattern.process ?? process) === process,
		);
		if (found.length > 0) return found;
		session.output.complain(`${cleanText(name)}: ERROR (no such process)`, { code: 'BAD_NAME', name });
		session.fail(EXIT_STATUSES.statusUnknown);
		return [];
	});
	return session.exitStatus === EXIT_STATUSES.statusUnknown ? undefined : picked;
}

function judge(goal: Goal, { statename, exitstatus }: ProcessInfo): 'done' | 'not-yet' | 'never' {
	const isAtRest = ['STOPPED', 'EXITED', 'FATAL', 'UNKNOWN'].includes(statename);
	switch (goal) {
		case 'ready':
		case 'running':
			if (statename === 'RUNNING') return 'done';
			return statename === 'FATAL' ? 'never' : 'not-yet';
		case 'stopped':
			return isAtRest ? 'done' : 'not-yet';
		case 'completed':
			if (statename === 'EXITED' && exitstatus === 0) return 'done';
			return statename === 'FATAL' || statename === 'EXITED' ? 'never' : 'not-yet';
	}
}

function end(
	session: Session,
	{
		goal,
		infos,
		why,
	}: { readonly goal: Goal; readonly infos: readonly ProcessInfo[]; readonly why: 'done' | 'never' | 'late' },
): Value {
	const { output } = session;
	for (const info of infos) {
		const name = cleanText(formatProcessName(info));
		if (why === 'done') output.say(`${name}: ${goal}`);
		else {
			const line = `${name}: ERROR (${why === 'late' ? `not ${goal} in time` : `cannot be ${goal} any more`}: ${cleanText(info.statename)})`;
			output.complain(line, { code: why === 'late' ? 'TIMEOUT' : 'FAILED', name: `${info.group}:${info.process}` });
		}
	}
	if (why !== 'done') session.fail(EXIT_STATUSES.failed);
	return { for: goal, met: why === 'done', processes: infos.map(({ whole }) => whole) };
}
