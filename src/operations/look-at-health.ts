import type { Control } from '../daemon/control.ts';
import { type PodHealth, podHealth } from './pod-health.ts';

/** How the pod fares now, or some of its processes by their keys. */
export function lookAtHealth(
	{ session: { pod, watch } }: Pick<Control, 'session'>,
	keys?: readonly string[],
): PodHealth {
	const { now, world } = pod;
	return podHealth({
		world,
		now,
		keys,
		probesOf: (key) => watch.health.of(key),
		crashesOf: (key) => watch.crashes.of(key, now),
		pressureOf: (key) => watch.pressures.of(key),
		memoryOf: (key) => watch.memory.of(key)?.rssBytes,
		pressures: watch.pressures.pod,
	});
}
