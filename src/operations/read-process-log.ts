import type { Control } from '../daemon/control.ts';
import { Fault } from '../foundation/fault.ts';
import { findProcess } from './find-process.ts';
import { logNameOf } from './log-name-of.ts';
import { type LogRange, readLogFile, tailLogFile } from './read-log-file.ts';

interface ProcessLogRange extends LogRange {
	readonly name: string;
}

/** @throws Fault BAD_NAME, NO_FILE, BAD_ARGUMENTS, FAILED */
export function readProcessLogOf(control: Control, stream: 'stdout' | 'stderr', range: ProcessLogRange): string {
	const { files } = control.system;
	const path = logNameOf(control.session.pod, findProcess(control, range.name), stream);
	if (path === undefined || !files.exists(path)) throw new Fault('NO_FILE', path);
	return readLogFile(files, path, range);
}

/** @throws Fault BAD_NAME */
export function tailProcessLogOf(
	control: Control,
	stream: 'stdout' | 'stderr',
	range: ProcessLogRange,
): [string, number, boolean] {
	const { files } = control.system;
	const path = logNameOf(control.session.pod, findProcess(control, range.name), stream);
	return path === undefined || !files.exists(path) ? ['', 0, false] : tailLogFile(files, path, range);
}
