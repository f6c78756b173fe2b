import { FAULT_CODES, type FaultName, faultName } from '../../foundation/fault.ts';
import { formatProcessName } from '../../foundation/process-name.ts';
import type { ProcessResult } from '../client/process-info.ts';
import { cleanText } from './clean-text.ts';

/** What was tried with a process. */
export type Deed = 'started' | 'stopped' | 'signalled' | 'cleared';

/** supervisorctl's words for what can come of it. */
const ERRORS: Readonly<Record<Deed, Readonly<Partial<Record<FaultName, string>>>>> = {
	started: {
		BAD_NAME: 'no such process',
		NO_FILE: 'no such file',
		NOT_EXECUTABLE: 'file is not executable',
		ALREADY_STARTED: 'already started',
		SPAWN_ERROR: 'spawn error',
		ABNORMAL_TERMINATION: 'abnormal termination',
	},
	stopped: { BAD_NAME: 'no such process', BAD_SIGNAL: 'bad signal name', NOT_RUNNING: 'not running' },
	signalled: { BAD_NAME: 'no such process', BAD_SIGNAL: 'bad signal name', NOT_RUNNING: 'not running' },
	cleared: { BAD_NAME: 'no such process', FAILED: 'failed' },
};

/** One line of supervisorctl's for one process: `web: started`, `web: ERROR (spawn error)`. */
export function describeResult(deed: Deed, result: ProcessResult): string {
	const name = cleanText(formatProcessName(result));
	const { status, description } = result;
	if (status === FAULT_CODES.SUCCESS) return `${name}: ${deed}`;
	const fault = faultName(status);
	const known = fault === undefined ? undefined : ERRORS[deed][fault];
	if (known !== undefined) return `${name}: ERROR (${known})`;
	// Where a signal could not be sent, supervisorctl shows the daemon's own words alone.
	if (fault === 'FAILED' && (deed === 'stopped' || deed === 'signalled')) return cleanText(description);
	return `${name}: ERROR (${cleanText(description) || `fault ${status}`})`;
}
