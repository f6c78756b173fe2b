import type { Process } from '../process/process.ts';
import { isDown } from '../process/process-state.ts';

/** May a process be forgotten? UNKNOWN counts as down, and may yet have a living pid. */
export function isAtRest({ state, pid }: Process): boolean {
	return isDown(state) && pid === 0;
}
