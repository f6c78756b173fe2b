import { formatBytes } from '../../foundation/format-bytes.ts';
import { formatDuration } from '../../foundation/format-duration.ts';
import { showControlsButTabs } from '../../foundation/show-controls.ts';
import type { Value } from '../../foundation/value.ts';
import { listOf, number, structOf, text } from '../client/process-info.ts';
import { cleanText } from '../format/clean-text.ts';

/** One line an incident, in columns. */
export function formatIncidents(incidents: readonly Value[]): string[] {
	const rows = incidents.map((value) => {
		const { id, wallMs, displayName, reason, kind, willRestart } = structOf(value);
		const what = `${WORDS[text(kind)] ?? text(kind)}: ${text(reason)}${willRestart === true ? '' : '; it stays down'}`;
		return [String(number(id)), formatTime(number(wallMs)), text(displayName), what].map(cleanText);
	});
	const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
	return rows.map((row) =>
		row
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				return column === 0 ? cell.padStart(width) : cell.padEnd(width);
			})
			.join('  '),
	);
}

const WORDS: Readonly<Record<string, string>> = {
	exit: 'ended',
	start: 'did not start',
	fatal: 'FATAL',
	unhealthy: 'unhealthy',
	memory: 'memory',
};

/** Everything that is known of one. */
export function formatIncident(value: Value): string[] {
	const incident = structOf(value);
	const { id, wallMs, displayName, reason, exit, pid, uptimeMs, restarts, willRestart, oomKilled, memoryBytes } =
		incident;
	const facts: (readonly [string, string])[] = [
		['when', formatTime(number(wallMs))],
		['exit', text(exit) || 'none: no process was made'],
		...(number(pid) === 0 ? [] : [['pid', String(number(pid))] as const]),
		...(uptimeMs === undefined ? [] : [['uptime', formatDuration(number(uptimeMs))] as const]),
		['restarts', `${number(restarts)} before; ${willRestart === true ? 'it is started again' : 'it stays down'}`],
		['OOM killer', text(oomKilled)],
		...(memoryBytes === undefined
			? []
			: [['memory', `${formatBytes(number(memoryBytes))} when last measured`] as const]),
	];
	return [
		`incident ${number(id)}: ${text(displayName)}: ${text(reason)}`,
		...facts.map(([name, fact]) => `  ${name.padEnd(10)}  ${fact}`),
		...section('probes', listOf(incident['probes']).map(formatProbe)),
		...section('stderr', listOf(incident['stderr']).map(text)),
		...section('stdout', listOf(incident['stdout']).map(text)),
	].map(showControlsButTabs);
}

function section(title: string, lines: readonly string[]): string[] {
	if (lines.length === 0) return [`${title}: none`];
	return [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function formatProbe(value: Value): string {
	const { kind, ok, latencyMs, message, wallMs } = structOf(value);
	const outcome = ok === true ? 'ok' : 'failed';
	return `${formatTime(number(wallMs))}  ${text(kind)} ${outcome} in ${number(latencyMs)} ms: ${text(message)}`;
}

/** `2026-07-31 09:05:03`, in the machine's own time zone. */
function formatTime(wallMs: number): string {
	const date = new Date(wallMs);
	const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
	return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':')}`;
}

function twoDigits(amount: number): string {
	return String(amount).padStart(2, '0');
}
