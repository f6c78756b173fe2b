import type { ProcessName } from '../../foundation/process-name.ts';
import type { Value } from '../../foundation/value.ts';
import { BadReplyError } from './client-error.ts';

/** What commands need of supervisord's process info; `whole` has the rest, for `--json`. */
export interface ProcessInfo extends ProcessName {
	readonly state: number;
	readonly statename: string;
	readonly description: string;
	readonly pid: number;
	readonly exitstatus: number;
	readonly spawnerr: string;
	readonly stdoutLogfile: string;
	readonly stderrLogfile: string;
	readonly whole: Value;
}

/** One process' result of a method for many. */
export interface ProcessResult extends ProcessName {
	/** A fault's number; 80 where it went well. */
	readonly status: number;
	readonly description: string;
}

/** @throws BadReplyError where it is none */
export function readProcessInfo(value: Value | undefined): ProcessInfo {
	const member = structOf(value);
	return {
		group: text(member['group']),
		process: text(member['name']),
		state: number(member['state']),
		statename: text(member['statename']),
		description: text(member['description']),
		pid: number(member['pid']),
		exitstatus: number(member['exitstatus'] ?? 0),
		spawnerr: text(member['spawnerr'] ?? ''),
		stdoutLogfile: text(member['stdout_logfile'] ?? ''),
		stderrLogfile: text(member['stderr_logfile'] ?? ''),
		whole: value as Value,
	};
}

/** @throws BadReplyError where it is no list of them */
export function readProcessInfos(value: Value): ProcessInfo[] {
	return listOf(value).map(readProcessInfo);
}

/** @throws BadReplyError where it is no list of them */
export function readProcessResults(value: Value): ProcessResult[] {
	return listOf(value).map((result) => {
		const member = structOf(result);
		return {
			group: text(member['group']),
			process: text(member['name']),
			status: number(member['status']),
			description: text(member['description'] ?? ''),
		};
	});
}

/** @throws BadReplyError where it is no list */
export function listOf(value: Value | undefined): readonly Value[] {
	if (!Array.isArray(value)) return refuse('a list', value);
	return value;
}

/** @throws BadReplyError where it is no struct */
export function structOf(value: Value | undefined): Readonly<Record<string, Value | undefined>> {
	if (typeof value !== 'object' || Array.isArray(value)) return refuse('a struct', value);
	return value as Readonly<Record<string, Value>>;
}

/** @throws BadReplyError where it is no text */
export function text(value: Value | undefined): string {
	return typeof value === 'string' ? value : refuse('a text', value);
}

/** @throws BadReplyError where it is no number */
export function number(value: Value | undefined): number {
	return typeof value === 'number' ? value : refuse('a number', value);
}

function refuse(wanted: string, value: unknown): never {
	const got = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
	throw new BadReplyError(`the answer has ${got} where ${wanted} should be`);
}
