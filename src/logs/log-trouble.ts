/** What a log could not do: told once when it begins and once when it is over, not once a line. */
export type LogTrouble =
	| {
			readonly type: 'failed';
			readonly action: LogAction;
			/** The file, `/dev/stdout`, `/dev/log` … */
			readonly path: string;
			/** An errno's name, e.g. `ENOSPC`; `EAGAIN` where the reader does not keep up. */
			readonly code: string;
	  }
	| {
			readonly type: 'recovered';
			readonly action: LogAction;
			readonly path: string;
			/** Lost since the trouble began. */
			readonly droppedBytes: number;
	  }
	/** The log is closed, or the daemon ends, while something still fails. */
	| {
			readonly type: 'unrecovered';
			readonly action: LogAction;
			readonly path: string;
			/** Lost since the trouble began; more than none. */
			readonly droppedBytes: number;
	  };

/** `write` covers the opening: what cannot be opened cannot be written. While `rotate` fails the file grows. */
export type LogAction = 'write' | 'rotate';

/** One line for a person, without the program's name: what is wrong, and what becomes of the output meanwhile. */
export function describeLogTrouble(trouble: LogTrouble): string {
	const { action, path } = trouble;
	if (trouble.type === 'recovered') {
		return action === 'rotate'
			? `'${path}' is rotated again`
			: `'${path}' is written again; ${trouble.droppedBytes} bytes were dropped`;
	}
	if (trouble.type === 'unrecovered') {
		return `'${path}' was still in trouble at the end; ${trouble.droppedBytes} bytes were dropped`;
	}
	return action === 'rotate'
		? `cannot rotate '${path}' (${trouble.code}); it grows meanwhile, and nothing is lost`
		: `cannot write '${path}' (${trouble.code}); what would go there is dropped and counted until it works again`;
}
