import type { UnhealthyCause } from '../process/process-event.ts';
import type { Observation } from './observation.ts';

/**
 * Why a process was started again. `crash`: it ended and should not have; `exit`: it ended as expected, and is kept up all
 * the same (`autorestart=true`); `retry`: its start had failed; `unhealthy`: a probe failed; `memory`: it took too much;
 * `operator`: somebody asked for it; `reload`: its configuration was read anew.
 */
export const RESTART_REASONS = ['crash', 'exit', 'retry', 'unhealthy', 'memory', 'operator', 'reload'] as const;

export type RestartReason = (typeof RESTART_REASONS)[number];

type StateChange = Extract<Observation, { readonly type: 'state' }>;

/** Why its next start will be, after this change of state; `before`: as it was known until now. */
export function nextRestartReason(
	before: RestartReason,
	{ from, to, expected, willRestart }: Pick<StateChange, 'from' | 'to' | 'expected' | 'willRestart'>,
): RestartReason {
	if (to === 'EXITED' && willRestart) return expected ? 'exit' : 'crash';
	// Of what is restarted for ill health, `unhealthy` told the reason.
	if (to === 'BACKOFF' && from === 'STARTING') return 'retry';
	// It stays down until somebody asks for its start.
	if (to === 'EXITED' || to === 'STOPPED' || to === 'FATAL') return 'operator';
	return before;
}

/** Of a start that follows an end for ill health. */
export function restartReasonOf(cause: UnhealthyCause): RestartReason {
	return cause === 'memory' ? 'memory' : 'unhealthy';
}
