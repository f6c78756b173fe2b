import { ACTIONS, type Draft } from './actions.ts';
import { isExpectedExit } from './exit-expectation.ts';
import { GUARDS } from './guards.ts';
import type { Policy, Process } from './process.ts';
import type { ProcessEffect, ProcessNotice } from './process-effect.ts';
import type { ProcessEvent } from './process-event.ts';
import { type Outcome, TRANSITIONS } from './transitions.ts';

export interface Step {
	readonly process: Process;
	readonly effects: readonly ProcessEffect[];
}

/**
 * What becomes of a process when `event` happens, and what shall be done about it.
 * Pure; an event that means nothing in its state gives the same process back and no effects.
 */
export function step(process: Process, event: ProcessEvent, policy: Policy): Step {
	const draft: Draft = { process: wish(process, event), effects: [] };
	let current: ProcessEvent | undefined = event;
	while (current !== undefined) current = take(draft, current, policy);
	return draft;
}

/** Being asked to stop is remembered in every state, also where it changes nothing now. */
function wish(process: Process, event: ProcessEvent): Process {
	return event.type === 'stop' && process.wanted !== 'down' ? { ...process, wanted: 'down', ailment: '' } : process;
}

function take(draft: Draft, event: ProcessEvent, policy: Policy): ProcessEvent | undefined {
	const outcome = chooseOutcome(draft.process, event, policy);
	if (outcome === undefined) return undefined;
	const before = draft.process;
	const firstEffect = draft.effects.length;
	for (const name of outcome.do ?? []) ACTIONS[name](draft, event, policy);
	if (outcome.to !== before.state) {
		draft.process = { ...draft.process, state: outcome.to };
		// The change is told before its consequences: STARTING before the spawn, RUNNING before ready.
		draft.effects.splice(firstEffect, 0, {
			type: 'publish',
			notice: stateNotice(before, draft.process, { policy, at: event.at }),
		});
	}
	return outcome.next === undefined ? undefined : { type: outcome.next, at: event.at };
}

function chooseOutcome(process: Process, event: ProcessEvent, policy: Policy): Outcome | undefined {
	const outcomes = TRANSITIONS[process.state][event.type] ?? [];
	return outcomes.find(({ when }) => when === undefined || GUARDS[when](process, event, policy));
}

function stateNotice(
	before: Process,
	after: Process,
	{ policy, at }: { readonly policy: Policy; readonly at: number },
): ProcessNotice {
	const { state: to, exit, spawnError, dueAt, starts, startedAt, exitedAt } = after;
	const pid = after.pid === 0 ? before.pid : after.pid;
	return {
		type: 'state',
		from: before.state,
		to,
		pid,
		// What was stopped because it was unhealthy did not end as it should, whatever it exits with.
		expected: exit !== undefined && isExpectedExit(exit, policy) && before.ailment === '',
		tries: Math.max(after.failures, after.relapses),
		exit,
		spawnError,
		ailment: after.ailment === '' ? before.ailment : after.ailment,
		dueAt,
		starts,
		uptimeMs: pid === 0 || startedAt === undefined ? undefined : Math.max(0, (exitedAt ?? at) - startedAt),
	};
}
