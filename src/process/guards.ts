import { isExpectedExit } from './exit-expectation.ts';
import type { Policy, Process } from './process.ts';
import type { ProcessEvent } from './process-event.ts';

type Guard = (process: Process, event: ProcessEvent, policy: Policy) => boolean;

export type GuardName =
	| 'needsNoTime'
	| 'isAlive'
	| 'isKilled'
	| 'isLeaderGone'
	| 'isHurried'
	| 'hasNoPidYet'
	| 'hasLeftovers'
	| 'hasLeftoversAndIsKilled'
	| 'hasDoneItsWork'
	| 'stayedUpLongEnough'
	| 'isAiling'
	| 'isAilingAndNotRestarted'
	| 'hasSpentItsRetries';

const hasLeftovers: Guard = (_process, event) => event.type === 'exited' && event.leftovers;

export const GUARDS: Readonly<Record<GuardName, Guard>> = {
	needsNoTime: (_process, _event, policy) => policy.type === 'service' && policy.startsecs <= 0,
	isAlive: (process) => process.pid !== 0 && !process.leaderGone,
	isKilled: (process) => process.killed,
	isLeaderGone: (process) => process.leaderGone,
	// A shutdown may find it stopping already, with less time than it was given then.
	isHurried: ({ overdueAt }, event) =>
		event.type === 'stop' && event.withinMs !== undefined && (overdueAt ?? 0) > event.at + event.withinMs,
	hasNoPidYet: (process) => process.pid === 0,
	hasLeftovers,
	hasLeftoversAndIsKilled: (process, event, policy) => process.killed && hasLeftovers(process, event, policy),
	hasDoneItsWork: ({ exit }, _event, policy) =>
		policy.type === 'oneshot' && exit !== undefined && isExpectedExit(exit, policy),
	// The death may be dealt with before the timer of startsecs that was due already.
	stayedUpLongEnough: ({ startedAt, exitedAt }, _event, policy) =>
		policy.type === 'service' &&
		startedAt !== undefined &&
		exitedAt !== undefined &&
		exitedAt - startedAt >= policy.startsecs * 1000,
	isAiling: ({ ailment }) => ailment !== '',
	isAilingAndNotRestarted: ({ ailment }, _event, { autorestart }) => ailment !== '' && autorestart === 'never',
	hasSpentItsRetries: ({ failures, relapses }, _event, policy) => Math.max(failures, relapses) > policy.startretries,
};
