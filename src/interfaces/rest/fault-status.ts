import type { FaultName } from '../../foundation/fault.ts';

/**
 * The HTTP status of each fault. Where the daemon understood and tried, and the program or the system did not follow,
 * it is 502: a 500 always is a bug of Podvisor, and who reads only the status can tell the two apart.
 */
export const FAULT_STATUS: Readonly<Record<FaultName, number>> = {
	UNKNOWN_METHOD: 404,
	INCORRECT_PARAMETERS: 400,
	BAD_ARGUMENTS: 400,
	SIGNATURE_UNSUPPORTED: 400,
	SHUTDOWN_STATE: 503,
	BAD_NAME: 404,
	BAD_SIGNAL: 400,
	NO_FILE: 404,
	NOT_EXECUTABLE: 502,
	FAILED: 502,
	ABNORMAL_TERMINATION: 502,
	SPAWN_ERROR: 502,
	ALREADY_STARTED: 409,
	NOT_RUNNING: 409,
	SUCCESS: 500,
	ALREADY_ADDED: 409,
	STILL_RUNNING: 409,
	CANT_REREAD: 422,
};
