import { FAULT_CODES } from '../foundation/fault.ts';
import { formatProcessName } from '../foundation/process-name.ts';
import type { Value } from '../foundation/value.ts';
import { RpcFault } from './client/client-error.ts';
import { type ProcessInfo, type ProcessResult, readProcessInfo, text } from './client/process-info.ts';
import { cleanText } from './format/clean-text.ts';
import type { Session } from './session.ts';

/** Enough for a stack trace's end. */
const LINES = 20;
const BYTES = 4096;

/** Why a start failed, beside the fault. */
export interface FailedStart {
	readonly name: string;
	/** The daemon's words: `Exited too quickly (process log may have details)`. */
	readonly reason: string;
	/** The log with the last words of the program; empty where there is none. */
	readonly logFile: string;
	readonly lastLines: readonly string[];
}

const UNTRIED: readonly number[] = [FAULT_CODES.ALREADY_STARTED, FAULT_CODES.SHUTDOWN_STATE, FAULT_CODES.BAD_NAME];

/** Tells on stderr why a start failed: what the daemon knows, and the last lines that the program wrote to its stderr. */
export async function explainFailedStart(session: Session, result: ProcessResult): Promise<FailedStart | undefined> {
	if (UNTRIED.includes(result.status)) return undefined;
	const { output, rpc } = session;
	const fullName = `${result.group}:${result.process}`;
	const name = formatProcessName(result);
	const info = readProcessInfo(await rpc.call('getProcessInfo', { args: [fullName] }));
	const reason = reasonOf(result, info);
	const hasRun = result.status !== FAULT_CODES.NO_FILE && result.status !== FAULT_CODES.NOT_EXECUTABLE;
	const log = hasRun ? await lastWords(session, { fullName, info }) : { logFile: '', lastLines: [] };
	output.explain(`${cleanText(name)}: ${cleanText(reason)}`);
	if (log.lastLines.length > 0) {
		output.explain(`the last lines of ${cleanText(log.logFile)}:`);
		for (const line of log.lastLines) output.explain(`  ${cleanText(line)}`);
	} else if (log.logFile !== '') {
		output.explain(`it wrote nothing to ${cleanText(log.logFile)}`);
	}
	return { name, reason, ...log };
}

/** For `--json`. */
export function failedStartAsValue({ name, reason, logFile, lastLines }: FailedStart): Value {
	return { name, reason, log_file: logFile, last_lines: lastLines };
}

function reasonOf({ status, description }: ProcessResult, { spawnerr, exitstatus }: ProcessInfo): string {
	// `NO_FILE: can't find command '/x'`: what follows the fault's name.
	const detail = description.replace(/^[A-Z_]+(?:: )?/, '');
	if (status === FAULT_CODES.NO_FILE || status === FAULT_CODES.NOT_EXECUTABLE) return detail || description;
	const reason = spawnerr || detail || 'it ended before it counted as started (startsecs)';
	return exitstatus === 0 ? reason : `${reason}; exit status ${exitstatus}`;
}

/** Of its stderr, or of its stdout where that has both. */
async function lastWords(
	{ rpc }: Session,
	{ fullName, info }: { readonly fullName: string; readonly info: ProcessInfo },
): Promise<{ readonly logFile: string; readonly lastLines: readonly string[] }> {
	let empty = { logFile: '', lastLines: [] as readonly string[] };
	const logs = [
		['readProcessStderrLog', info.stderrLogfile],
		['readProcessStdoutLog', info.stdoutLogfile],
	] as const;
	for (const [method, logFile] of logs) {
		if (logFile === '') continue;
		try {
			const written = text(await rpc.call(method, { args: [fullName, -BYTES, 0] }));
			const lastLines = written.trimEnd().split('\n').slice(-LINES);
			if (written.trim() !== '') return { logFile, lastLines };
			if (empty.logFile === '') empty = { logFile, lastLines: [] };
		} catch (error) {
			// NO_FILE, FAILED: a log that cannot be read (a pipe, syslog) has no last lines to show.
			if (!(error instanceof RpcFault)) throw error;
		}
	}
	return empty;
}
