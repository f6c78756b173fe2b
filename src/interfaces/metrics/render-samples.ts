import { setImmediate as nextTurn } from 'node:timers/promises';
import { METRIC_TABLE } from './metric-table.ts';
import type { Samples } from './samples.ts';

/** A page in one of the two text formats. */
export interface MetricsText {
	readonly contentType: string;
	readonly text: string;
}

export type MetricsFormat = 'openmetrics' | 'prometheus';

/** Writes a page; the library is loaded with the first one. */
export async function renderSamples(samples: Samples, format: MetricsFormat): Promise<MetricsText> {
	const { default: Registry } = await import('@prometheus-io/client/lib/registry.js');
	const registry = new Registry(
		format === 'openmetrics' ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE,
	);
	// One metric a turn of the loop: what happens in the pod does not wait for a page of a thousand programs.
	let turn: Promise<void> = Promise.resolve();
	for (const [name, { help, type }] of Object.entries(METRIC_TABLE)) {
		const values = samples.of(name);
		// Its name alone would say nothing, and cost as much as a sample.
		if (values.length === 0) continue;
		registry.registerMetric({
			name,
			help,
			type,
			async get() {
				turn = turn.then(() => nextTurn());
				await turn;
				return { name: this.name, help, type, values };
			},
		});
	}
	return { contentType: registry.contentType, text: await registry.metrics() };
}
