import type { ProcessConfig } from '../config/config.ts';
import { CRASH_LOOP_CRASHES } from '../events/recent-crashes.ts';
import { describeExitStatus } from '../foundation/exit-status.ts';
import type { Process } from '../process/process.ts';
import type { HoldUp } from '../supervision/why-held-up.ts';
import type { ProcessHealth } from '../watch/health-board.ts';

/**
 * How a process fares. `degraded`: it runs, and something is wrong; `none`: it is down as it should be, and says nothing
 * about the pod.
 */
export type ProcessVerdict = 'healthy' | 'degraded' | 'unhealthy' | 'starting' | 'none';

export interface JudgedProcess {
	readonly verdict: ProcessVerdict;
	/** What follows its name in a sentence, e.g. `is FATAL (spawn error)`. */
	readonly why: string;
}

export interface ProcessFacts {
	readonly process: Process;
	readonly config: ProcessConfig;
	/** Monotonic milliseconds. */
	readonly now: number;
	/** What keeps it from its start. */
	readonly holdUp: HoldUp | undefined;
	/** It was started with the pod, and was not ready since. */
	readonly isBooting: boolean;
	readonly probes: ProcessHealth | undefined;
	/** Within the window of a crash loop. */
	readonly crashes: number;
	/** What is wrong with its memory. */
	readonly pressure: string | undefined;
}

/** How a process fares, by what is known of it now: nothing is asked, and nothing waited for. */
export function judgeProcess(facts: ProcessFacts): JudgedProcess {
	const { process, crashes } = facts;
	const { state, wanted, exit, spawnError } = process;
	// It may live on, with nobody to hold it.
	if (state === 'UNKNOWN') return unhealthy(`is UNKNOWN (${spawnError})`);
	if (wanted === 'down')
		return { verdict: 'none', why: state === 'STOPPING' ? 'is being stopped' : 'is down on purpose' };
	if (state === 'FATAL' || state === 'BACKOFF') return unhealthy(`is ${state}${spawnError && ` (${spawnError})`}`);
	if (state === 'EXITED' && !process.completed) {
		const how = exit === undefined ? spawnError : describeExitStatus(exit);
		return unhealthy(`has EXITED unexpectedly (${spawnError.startsWith('Unhealthy') ? spawnError : how})`);
	}
	if (crashes >= CRASH_LOOP_CRASHES) return unhealthy(`failed ${crashes} times within 5 minutes`);
	switch (state) {
		case 'EXITED':
			return process.dueAt === undefined ? { verdict: 'none', why: 'has done its work' } : starting('is started again');
		case 'STOPPED':
			return judgeWaiting(facts);
		case 'STOPPING':
			return process.ailment === ''
				? starting('is being restarted')
				: unhealthy(`is being restarted: ${process.ailment}`);
		case 'STARTING':
			return judgeStarting(facts);
		case 'RUNNING':
			return judgeRunning(facts);
	}
}

function judgeWaiting({ holdUp }: ProcessFacts): JudgedProcess {
	if (holdUp === undefined || holdUp.reason === '') return starting('is about to start');
	const why = `waits: ${holdUp.reason}`;
	return holdUp.isComing ? starting(why) : unhealthy(why);
}

function judgeStarting(facts: ProcessFacts): JudgedProcess {
	const { process, config, isBooting } = facts;
	const { ready, failures, relapses } = process;
	const tries = Math.max(failures, relapses);
	if (tries > 0) return unhealthy(`is STARTING again, after ${tries} failed start${tries === 1 ? '' : 's'}`);
	// One that somebody starts later, or a schedule, takes nothing from the pod while it works.
	if (config.type === 'oneshot' && !isBooting) return { verdict: 'healthy', why: 'is at work' };
	return ready ? judgeMemory(facts) : starting('is STARTING');
}

function judgeRunning(facts: ProcessFacts): JudgedProcess {
	const { process, config, now, probes } = facts;
	// It is dead, and what it left behind is being ended.
	if (process.leaderGone) return unhealthy(`has ended (${process.exit ? describeExitStatus(process.exit) : ''})`);
	if (process.ready) return judgeMemory(facts);
	const { retries, startPeriodMs } = config.health;
	const startup = probes?.latest.get('startup');
	// Where it does not come to its end it is restarted.
	if (config.startup !== undefined && startup?.isOk !== true)
		return starting(because('is not up yet', startup?.message));
	const message = probes?.latest.get('readiness')?.message;
	const ageMs = now - (process.startedAt ?? now);
	const failures = probes?.failures.get('readiness') ?? 0;
	if (ageMs >= startPeriodMs && failures >= retries) {
		return { verdict: 'degraded', why: because('is not ready', message) };
	}
	return starting(because('is not ready yet', message));
}

function judgeMemory({ pressure }: ProcessFacts): JudgedProcess {
	if (pressure !== undefined) return { verdict: 'degraded', why: `is short of memory: ${pressure}` };
	return { verdict: 'healthy', why: 'is ready' };
}

function because(what: string, message: string | undefined): string {
	return message === undefined || message === '' ? what : `${what}: ${message}`;
}

function unhealthy(why: string): JudgedProcess {
	return { verdict: 'unhealthy', why };
}

function starting(why: string): JudgedProcess {
	return { verdict: 'starting', why };
}
