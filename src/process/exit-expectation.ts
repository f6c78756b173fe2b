import type { ExitStatus } from '../foundation/exit-status.ts';
import type { Policy, Process } from './process.ts';

/** Is it an exit that `exitcodes` lists? A death by signal never is: supervisord counts it as code -1. */
export function isExpectedExit(status: ExitStatus, policy: Policy): boolean {
	return policy.exitcodes.includes(status.type === 'code' ? status.code : -1);
}

/** Shall a process that was up and ended by itself be started again? */
export function wantsRestart(process: Process, policy: Policy): boolean {
	if (process.wanted === 'down') return false;
	switch (policy.autorestart) {
		case 'always':
			return policy.type !== 'oneshot';
		case 'never':
			return false;
		case 'unexpected':
			return process.exit !== undefined && !isExpectedExit(process.exit, policy);
	}
}
