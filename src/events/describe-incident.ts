import { describeExitStatus, type ExitStatus } from '../foundation/exit-status.ts';
import { formatDuration } from '../foundation/format-duration.ts';
import { oneLine } from '../foundation/one-line.ts';
import type { UnhealthyCause } from '../process/process-event.ts';

export interface IncidentFacts {
	readonly exit: ExitStatus | undefined;
	/** `undefined` where none ran. */
	readonly uptimeMs: number | undefined;
	/** Why the start failed, in supervisord's words; empty where it did not. */
	readonly spawnError: string;
	readonly ailment: string;
	readonly cause: UnhealthyCause | undefined;
	/** Failed starts in a row. */
	readonly tries: number;
	readonly isOomKilled: boolean;
}

/** What happened, as a phrase that follows the process' name and a colon. */
export const DESCRIBE_INCIDENT: Readonly<
	Record<'exit' | 'start' | 'fatal' | 'unhealthy' | 'memory', (facts: IncidentFacts) => string>
> = {
	exit: describeEnd,
	start: (facts) => (facts.uptimeMs === undefined ? oneLine(facts.spawnError) : `${describeEnd(facts)}, too soon`),
	fatal: ({ tries, spawnError }) =>
		`given up${tries === 0 ? '' : ` after ${tries} failed start${tries === 1 ? '' : 's'}`}: ${oneLine(spawnError)}`,
	unhealthy: ({ cause, ailment }) => `${CAUSES[cause ?? 'liveness']}: ${oneLine(ailment)}`,
	memory: ({ ailment }) => oneLine(ailment),
};

const CAUSES: Readonly<Record<UnhealthyCause, string>> = {
	startup: 'its startup probe did not succeed',
	liveness: 'its liveness probe failed',
	memory: 'it took too much memory',
};

function describeEnd({ exit, uptimeMs, isOomKilled }: IncidentFacts): string {
	const how = isOomKilled
		? "killed by the kernel's OOM killer"
		: exit === undefined
			? 'it ended'
			: describeExitStatus(exit);
	return uptimeMs === undefined ? how : `${how} after ${formatDuration(uptimeMs)}`;
}
