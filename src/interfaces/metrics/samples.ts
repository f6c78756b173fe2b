import { METRIC_TABLE } from './metric-table.ts';

export type Labels = Readonly<Record<string, string>>;

/** A sample as the library's registry takes it. */
export interface Sample {
	readonly value: number;
	readonly labels?: Labels;
	/** Labels that many samples have in common, as one object: the registry escapes and joins them once for all. */
	readonly sharedLabels?: Labels;
	/** Of a histogram's parts. */
	readonly metricName?: string;
}

/** The samples of one page, by metric. */
export class Samples {
	readonly #samples = new Map<string, Sample[]>(Object.keys(METRIC_TABLE).map((name) => [name, []]));

	of(name: string): readonly Sample[] {
		return this.#samples.get(name) ?? [];
	}

	/** What is not known now is left out: 0 would be a claim. */
	add(name: string, value: number | boolean | undefined, labels?: Labels): void {
		if (value !== undefined) this.#push(name, { value: Number(value), ...(labels === undefined ? {} : { labels }) });
	}

	/** The same of a process; `labels` besides those that all its samples share. */
	addOf(sharedLabels: Labels, name: string, value: number | boolean | undefined, labels?: Labels): void {
		if (value === undefined) return;
		this.#push(name, { value: Number(value), sharedLabels, ...(labels === undefined ? {} : { labels }) });
	}

	/** `buckets`: upper bounds and how many were at or below each. */
	addHistogram(
		sharedLabels: Labels,
		name: string,
		{
			buckets,
			sum,
			count,
			labels,
		}: {
			readonly buckets: readonly (readonly [number, number])[];
			readonly sum: number;
			readonly count: number;
			readonly labels: Labels;
		},
	): void {
		const metricName = `${name}_bucket`;
		for (const [bound, value] of buckets) {
			this.#push(name, { value, sharedLabels, metricName, labels: { ...labels, le: String(bound) } });
		}
		this.#push(name, { value: count, sharedLabels, metricName, labels: { ...labels, le: '+Inf' } });
		this.#push(name, { value: sum, sharedLabels, metricName: `${name}_sum`, labels });
		this.#push(name, { value: count, sharedLabels, metricName: `${name}_count`, labels });
	}

	#push(name: string, sample: Sample): void {
		const samples = this.#samples.get(name);
		if (samples === undefined) throw new Error(`the metric '${name}' is not in the table`);
		samples.push(sample);
	}
}
