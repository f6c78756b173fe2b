import { formatProblem } from '../config/format-problem.ts';
import type { LoadResult } from '../config/load-result.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';

/** Reads the configuration again; what keeps it from being used is told in the log, and the old one stays. */
export function rereadConfig(reload: () => LoadResult, log: DaemonLog): LoadResult {
	const result = reload();
	if (result.ok) return result;
	for (const problem of result.problems) log.error({ event: 'config', ...problem.place }, formatProblem(problem));
	log.error(
		{ event: 'config', problems: result.problems.length },
		'the new configuration cannot be used; going on with the old one',
	);
	return result;
}
