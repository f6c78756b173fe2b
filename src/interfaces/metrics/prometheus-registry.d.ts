declare module '@prometheus-io/client/lib/registry.js' {
	interface RegisteredMetric {
		/** Where it is read as OpenMetrics, the registry takes `_total` off a counter's. */
		name: string;
		readonly help: string;
		readonly type: string;
		get(): Promise<{
			readonly name: string;
			readonly help: string;
			readonly type: string;
			readonly values: readonly unknown[];
		}>;
	}

	/** The part of the package that writes the text formats; the rest brings OpenTelemetry and node:cluster. */
	class Registry {
		static readonly PROMETHEUS_CONTENT_TYPE: string;
		static readonly OPENMETRICS_CONTENT_TYPE: string;
		constructor(contentType: string);
		readonly contentType: string;
		registerMetric(metric: RegisteredMetric): void;
		metrics(): Promise<string>;
	}

	export = Registry;
}
