import { Fault } from '../foundation/fault.ts';
import type { Value } from '../foundation/value.ts';
import { isAtRest } from '../supervision/is-at-rest.ts';
import type { World } from '../supervision/world.ts';
import { type FoundProcess, findProcesses } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';

/** What can be waited for. */
export const WAIT_GOALS = ['ready', 'running', 'stopped', 'completed'] as const;
type Goal = (typeof WAIT_GOALS)[number];

/** Nobody waits longer in one call. */
export const LONGEST_WAIT_MS: number = 24 * 60 * 60 * 1000;

export const waitFor: Operation = defineOperation({
	name: 'waitFor',
	doc: 'Waits until processes are ready, running, stopped or completed (a oneshot that is done is ready and running too), or until one of them cannot be any more: it was given up (FATAL), it ended and is not restarted, or the pod stops.',
	parameters: [
		PARAMETERS.names,
		{ name: 'goal', type: 'string', doc: 'ready, running, stopped or completed', default: 'ready' },
		{ name: 'timeoutMs', type: 'int', doc: 'how long at most, in milliseconds; a day at the longest', default: 60_000 },
	],
	result: {
		type: 'array',
		doc: 'for each process name, group, state, reached (boolean) and why (where it was not reached, what is in the way)',
	},
	kind: 'read',
	worksInShutdown: true,
	async run(control, { names, goal: asked, timeoutMs }, gone) {
		const goal = WAIT_GOALS.find((candidate) => candidate === asked);
		if (goal === undefined || timeoutMs < 0) throw new Fault('INCORRECT_PARAMETERS');
		const processes = findProcesses(control, names);
		const { pod } = control.session;
		const look = (world: World): true | undefined => {
			const verdicts = processes.map((process) => judge(world, process, goal));
			const isOver = verdicts.includes('never') || verdicts.every((verdict) => verdict === 'reached');
			return isOver ? true : undefined;
		};
		await pod.untilAt(look, pod.now + Math.min(timeoutMs, LONGEST_WAIT_MS), gone);
		return processes.map((process) => report(pod.world, process, goal));
	},
});

type Verdict = 'reached' | 'not-yet' | 'never';

function judge(world: World, { key }: FoundProcess, goal: Goal): Verdict {
	const process = world.processes.get(key);
	if (process === undefined) return goal === 'stopped' ? 'reached' : 'never';
	const { state, ready, completed, wanted, dueAt } = process;
	if (goal === 'stopped') {
		const isDown = isAtRest(process) && !world.waiting.has(key) && (wanted === 'down' || dueAt === undefined);
		return isDown ? 'reached' : 'not-yet';
	}
	const isReached = completed || (goal === 'ready' && ready) || (goal === 'running' && state === 'RUNNING');
	if (isReached) return 'reached';
	const hasEnded = state === 'FATAL' || (state === 'EXITED' && dueAt === undefined && !world.waiting.has(key));
	return hasEnded || world.shutdown !== undefined ? 'never' : 'not-yet';
}

function report(world: World, found: FoundProcess, goal: Goal): Value {
	const { key, config } = found;
	const process = world.processes.get(key);
	const isReached = judge(world, found, goal) === 'reached';
	return {
		name: config.name,
		group: config.group,
		state: process?.state ?? 'UNKNOWN',
		reached: isReached,
		why: isReached ? '' : whyNot(world, key),
	};
}

function whyNot(world: World, key: string): string {
	const process = world.processes.get(key);
	if (process === undefined) return 'it was removed';
	const waits = world.waiting.get(key);
	if (waits !== undefined && waits !== '') return `waits: ${waits}`;
	if (world.shutdown !== undefined) return 'the pod stops';
	const { state, spawnError } = process;
	if (spawnError !== '') return `${state}: ${spawnError}`;
	return state === 'RUNNING' ? 'RUNNING, not ready' : state;
}
