import type { Value } from '../foundation/value.ts';
import { findProcesses } from './find-process.ts';
import { lookAtHealth } from './look-at-health.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import type { PodHealth, ProcessReport } from './pod-health.ts';
import { probeValue } from './probe-value.ts';

export const getHealth: Operation = defineOperation({
	name: 'getHealth',
	doc: 'Tells at once how the pod fares, or some of its processes, as far as the daemon knows: no probe is waited for.',
	parameters: [PARAMETERS.names],
	result: {
		type: 'struct',
		doc: 'status (healthy, degraded, unhealthy, starting, stopping), why (one line), alive, ready, started (as /livez, /readyz, /startupz tell), processes (name, group, displayName, state, wanted, ready, health, why, pid, uptimeMs, restarts, crashes, probes, statusText, memoryBytes where it is measured), pressures (level, reason)',
	},
	kind: 'read',
	worksInShutdown: true,
	run(control, { names }) {
		const keys = names.length === 0 ? undefined : findProcesses(control, names).map(({ key }) => key);
		return healthValue(lookAtHealth(control, keys));
	},
});

function healthValue({ status, why, isAlive, isReady, isStarted, processes, pressures }: PodHealth): Value {
	return {
		status,
		why,
		alive: isAlive,
		ready: isReady,
		started: isStarted,
		processes: processes.map(processValue),
		pressures: pressures.map((pressure) => ({ ...pressure })),
	};
}

function processValue(report: ProcessReport): Value {
	const { process, group, name, state, wanted, isReady, verdict, why, pid, uptimeMs, restarts, crashes } = report;
	return {
		name: process,
		group,
		displayName: name,
		state,
		wanted,
		ready: isReady,
		health: verdict,
		why,
		pid,
		uptimeMs,
		restarts,
		crashes,
		probes: report.probes.map(probeValue),
		statusText: report.statusText,
		...(report.memoryBytes === undefined ? {} : { memoryBytes: report.memoryBytes }),
	};
}
