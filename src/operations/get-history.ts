import type { AvailabilityReport } from '../events/availability.ts';
import type { Value } from '../foundation/value.ts';
import { findProcess, stateOf } from './find-process.ts';
import { incidentValue } from './incident-value.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';

export const getHistory: Operation = defineOperation({
	name: 'getHistory',
	doc: 'Tells how available a process was over the last hour and day, why it was started again, and its incidents.',
	parameters: [PARAMETERS.oneName],
	result: {
		type: 'struct',
		doc: 'name, group, displayName, state, hour and day (each: upMs, that it was ready; wantedMs, that it should have been, which begins when it is first ready, or its first start fails; availability, the one as a share of the other; restarts, by reason: crash, exit (as expected), retry (of a failed start), unhealthy, memory, operator, reload), incidents (as listIncidents tells them)',
	},
	kind: 'read',
	worksInShutdown: true,
	run(control, { name }) {
		const found = findProcess(control, name);
		const { pod, watch } = control.session;
		const availability = watch.availability.of(found.key, pod.now);
		return {
			name: found.config.name,
			group: found.config.group,
			displayName: found.name,
			state: stateOf(pod, found).state,
			hour: shareValue(availability?.hour),
			day: shareValue(availability?.day),
			incidents: watch.incidents.of(found.key).map(incidentValue),
		};
	},
});

/** Without `availability` where it was never meant to be up, or is in its first start. */
function shareValue(report: AvailabilityReport = { upMs: 0, wantedMs: 0, restarts: {} }): Value {
	const { upMs, wantedMs, restarts } = report;
	return {
		upMs: Math.round(upMs),
		wantedMs: Math.round(wantedMs),
		...(wantedMs === 0 ? {} : { availability: upMs / wantedMs }),
		restarts: { ...restarts },
	};
}
