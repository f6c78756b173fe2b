import type { Incident } from '../events/incident.ts';
import { nameOf } from '../events/process-ref.ts';
import { describeExitStatus, shellExitCode } from '../foundation/exit-status.ts';
import type { Value } from '../foundation/value.ts';
import { probeValue } from './probe-value.ts';

/** An incident in short, as lists have it. */
export function incidentValue(incident: Incident): { readonly [member: string]: Value } {
	const { id, wallMs, process, kind, reason, pid, exit, uptimeMs, restarts, willRestart } = incident;
	const { group, name, program } = process;
	return {
		id,
		wallMs: Math.round(wallMs),
		name,
		group,
		displayName: nameOf(process),
		program,
		kind,
		reason,
		pid,
		exit: exit === undefined ? '' : describeExitStatus(exit),
		...(exit === undefined ? {} : { exitCode: shellExitCode(exit) }),
		...(uptimeMs === undefined ? {} : { uptimeMs: Math.round(uptimeMs) }),
		restarts,
		willRestart,
		oomKilled: incident.oomKilled,
		...(incident.memoryBytes === undefined ? {} : { memoryBytes: incident.memoryBytes }),
	};
}

/** With what the program wrote last, and what its probes said. */
export function wholeIncidentValue(incident: Incident): Value {
	const { stdout, stderr, probes } = incident;
	return { ...incidentValue(incident), stdout, stderr, probes: probes.map(probeValue) };
}
