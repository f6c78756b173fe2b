import type { Config } from '../config/config.ts';
import { formatProblem } from '../config/format-problem.ts';
import type { Control } from '../daemon/control.ts';
import { Fault } from '../foundation/fault.ts';

/**
 * Reads the configuration anew.
 * @throws Fault CANT_REREAD with every problem, a line each; the old configuration stays
 */
export function rereadGroups(control: Control): Config {
	const result = control.reread();
	if (!result.ok) throw new Fault('CANT_REREAD', result.problems.map(formatProblem).join('\n'));
	return result.config;
}
