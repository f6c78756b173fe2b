/** supervisord's faults and their numbers (`supervisor/xmlrpc.py`, class Faults); clients compare the numbers. */
export const FAULT_CODES = {
	UNKNOWN_METHOD: 1,
	INCORRECT_PARAMETERS: 2,
	BAD_ARGUMENTS: 3,
	SIGNATURE_UNSUPPORTED: 4,
	SHUTDOWN_STATE: 6,
	BAD_NAME: 10,
	BAD_SIGNAL: 11,
	NO_FILE: 20,
	NOT_EXECUTABLE: 21,
	FAILED: 30,
	ABNORMAL_TERMINATION: 40,
	SPAWN_ERROR: 50,
	ALREADY_STARTED: 60,
	NOT_RUNNING: 70,
	SUCCESS: 80,
	ALREADY_ADDED: 90,
	STILL_RUNNING: 91,
	CANT_REREAD: 92,
} as const;

export type FaultName = keyof typeof FAULT_CODES;

const NAMES: ReadonlyMap<number, FaultName> = new Map(
	Object.entries(FAULT_CODES).map(([name, code]) => [code, name as FaultName]),
);

/** `BAD_NAME` for 10; `undefined` for a number that supervisord does not use. */
export function faultName(code: number): FaultName | undefined {
	return NAMES.get(code);
}

/**
 * An operation was refused, or did not come to its end. Its message is the text that clients of supervisord know:
 * the name of the fault and, where there is one, the detail (mostly the process' name as it was asked for).
 */
export class Fault extends Error {
	readonly fault: FaultName;
	readonly detail: string | undefined;

	constructor(fault: FaultName, detail?: string) {
		super(detail === undefined ? fault : `${fault}: ${detail}`);
		this.name = 'Fault';
		this.fault = fault;
		this.detail = detail;
	}

	get code(): number {
		return FAULT_CODES[this.fault];
	}
}
