import type { AlertEvent, AlertSeverity } from '../config/config.ts';
import type { Incident } from '../events/incident.ts';
import { keyOf, nameOf } from '../events/process-ref.ts';
import { formatBytes } from '../foundation/format-bytes.ts';
import { signalName } from '../foundation/signals.ts';
import type { AlertDetails } from './alert.ts';
import type { Finding, FindingKind } from './finding.ts';

interface Rule {
	readonly kind: FindingKind;
	readonly event: AlertEvent;
	readonly severity: AlertSeverity;
	/** After the process' name, before the reason. */
	readonly what: string;
}

const RULES: Readonly<Record<Incident['kind'], Rule>> = {
	exit: { kind: 'exit', event: 'PROCESS_STATE_EXITED', severity: 'warning', what: 'ended unexpectedly' },
	start: { kind: 'start', event: 'PROCESS_STATE_BACKOFF', severity: 'warning', what: 'did not start' },
	fatal: { kind: 'fatal', event: 'PROCESS_STATE_FATAL', severity: 'critical', what: 'is FATAL' },
	unhealthy: { kind: 'unhealthy', event: 'HEALTH', severity: 'warning', what: 'was unhealthy' },
	memory: { kind: 'memory', event: 'MEMORY', severity: 'critical', what: 'took too much memory' },
};

/** What is told of something that went wrong with a process. */
export function findIncident(incident: Incident): Finding {
	const { kind, event, severity, what } = RULES[incident.kind];
	const { process, reason } = incident;
	const isOom = incident.oomKilled === 'yes';
	return {
		kind,
		about: keyOf(process),
		status: 'firing',
		severity: isOom ? 'critical' : severity,
		// Who wants to know of memory wants to know of this.
		events: isOom && event !== 'MEMORY' ? [event, 'MEMORY'] : [event],
		subject: process,
		summary: `${nameOf(process)} ${what}: ${reason}${isOom && !/\bOOM\b/i.test(reason) ? ' (OOM killed)' : ''}`,
		description: describe(incident),
		details: detailsOf(incident),
	};
}

function describe({ kind, oomKilled, willRestart, restarts, memoryBytes }: Incident): string {
	const sentences = [
		oomKilled === 'yes' ? "The kernel's OOM killer ended it." : '',
		kind === 'fatal'
			? 'It is not tried again by itself.'
			: willRestart
				? 'It is started again by itself.'
				: 'It is not started again by itself.',
		restarts === 0 ? '' : `It was started again ${restarts} ${restarts === 1 ? 'time' : 'times'} before.`,
		memoryBytes === undefined ? '' : `It took ${formatBytes(memoryBytes)} of memory when last measured.`,
	];
	return sentences.filter((sentence) => sentence !== '').join(' ');
}

function detailsOf(incident: Incident): AlertDetails {
	const { id, reason, pid, exit, uptimeMs, restarts, willRestart, oomKilled, memoryBytes } = incident;
	const { stdout, stderr, probes } = incident;
	return {
		incident: id,
		reason,
		pid: pid === 0 ? undefined : pid,
		exit:
			exit === undefined
				? undefined
				: exit.type === 'code'
					? { code: exit.code }
					: { signal: signalName(exit.signal), dumpedCore: exit.dumpedCore },
		uptimeMs: uptimeMs === undefined ? undefined : Math.round(uptimeMs),
		restarts,
		willRestart,
		oomKilled,
		memoryBytes,
		stdout,
		stderr,
		probes: probes.map(({ kind, isOk, latencyMs, message, wallMs }) => ({
			kind,
			ok: isOk,
			latencyMs: Math.round(latencyMs),
			message,
			timestamp: new Date(wallMs).toISOString(),
		})),
	};
}
