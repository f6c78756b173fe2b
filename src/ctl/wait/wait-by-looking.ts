import { setTimeout as pause } from 'node:timers/promises';
import { parseProcessName } from '../../foundation/process-name.ts';
import type { Value } from '../../foundation/value.ts';
import { type ProcessInfo, readProcessInfos } from '../client/process-info.ts';
import { CtlError } from '../ctl-error.ts';
import type { Session } from '../session.ts';
import { refuseName, tellWaited } from './tell-waited.ts';
import type { Goal, Wish } from './wish.ts';

/** How often a supervisord is asked. */
const POLL_MS = 200;

type Verdict = 'reached' | 'not-yet' | 'never';

/** Waits on a daemon that cannot be asked to tell: looks again and again. */
export async function waitByLooking(session: Session, { names, goal, timeoutMs }: Wish): Promise<Value | undefined> {
	if (goal === 'ready') {
		throw new CtlError('this daemon cannot tell who is ready', {
			code: 'UNSUPPORTED',
			hint: 'it is a supervisord, which knows --for=running, --for=stopped and --for=completed',
		});
	}
	const end = performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
	for (;;) {
		const all = readProcessInfos(await session.rpc.call('getAllProcessInfo'));
		const unknown = names.find((name) => name !== 'all' && pick(all, name).length === 0);
		if (unknown !== undefined) return refuseName(session, unknown);
		const judged = names
			.flatMap((name) => (name === 'all' ? all : pick(all, name)))
			.map((info) => ({ info, verdict: judge(goal, info) }));
		const verdicts = judged.map(({ verdict }) => verdict);
		const isOver = verdicts.includes('never') || !verdicts.includes('not-yet');
		if (isOver || performance.now() >= end) {
			const waited = judged.map(({ info, verdict }) => ({
				group: info.group,
				process: info.process,
				state: info.statename,
				isReached: verdict === 'reached',
				why: info.statename,
			}));
			return tellWaited(session, goal, waited);
		}
		await pause(POLL_MS, undefined, session.signal === undefined ? {} : { signal: session.signal });
	}
}

function pick(all: readonly ProcessInfo[], name: string): ProcessInfo[] {
	const pattern = parseProcessName(name);
	return all.filter(({ group, process }) => group === pattern.group && (pattern.process ?? process) === process);
}

function judge(goal: Exclude<Goal, 'ready'>, { statename, exitstatus }: ProcessInfo): Verdict {
	switch (goal) {
		case 'running':
			if (statename === 'RUNNING') return 'reached';
			return statename === 'FATAL' ? 'never' : 'not-yet';
		case 'stopped':
			return ['STOPPED', 'EXITED', 'FATAL', 'UNKNOWN'].includes(statename) ? 'reached' : 'not-yet';
		case 'completed':
			if (statename === 'EXITED') return exitstatus === 0 ? 'reached' : 'never';
			return statename === 'FATAL' ? 'never' : 'not-yet';
	}
}
