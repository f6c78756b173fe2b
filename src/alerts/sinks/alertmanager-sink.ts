import type { System } from '../../platform/system.ts';
import type { Alert } from '../alert.ts';
import { DELIVERED, type Delivery } from '../delivery.ts';
import type { AlertSink, RemoteSink, SinkConfigOf, SinkContext } from './alert-sink.ts';
import { postJson } from './post-json.ts';

/** What is firing is said again this often, as Prometheus does (`--rules.alert.resend-delay`). */
const REFRESH_MS = 60_000;

/** Not heard of for so long, it is over for Alertmanager: four rounds, as Prometheus has it. */
const VALID_MS = 4 * REFRESH_MS;

/** That are said again; with more, the oldest are left to end by themselves. */
const MOST_FIRING = 1000;

const BATCH = 50;

/** As POST /api/v2/alerts takes it (Alertmanager's api/v2/openapi.yaml, postableAlert). */
interface PostableAlert {
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
	readonly startsAt: string;
	readonly endsAt: string;
}

/** Posts to an Alertmanager what is firing, again and again until it is over, since that forgets what it does not hear of. */
export function createAlertmanagerSink(context: SinkContext<SinkConfigOf<'alertmanager'>>): RemoteSink {
	return new AlertmanagerSink(context);
}

class AlertmanagerSink implements RemoteSink {
	readonly type = 'remote';
	readonly batch = BATCH;
	readonly remembers = true;
	readonly #url: string;
	readonly #system: System;
	readonly #timeoutMs: number;
	/** By fingerprint, what Alertmanager has or is to have as firing. */
	readonly #firing: Map<string, PostableAlert>;

	constructor({ config, system, timeoutMs, takeOver }: SinkContext<SinkConfigOf<'alertmanager'>>) {
		this.#url = `${config.url.replace(/\/+$/, '')}/api/v2/alerts`;
		this.#system = system;
		this.#timeoutMs = timeoutMs;
		this.#firing = new Map(firingOf(takeOver));
	}

	get firing(): ReadonlyMap<string, PostableAlert> {
		return this.#firing;
	}

	get refreshMs(): number | undefined {
		return this.#firing.size === 0 ? undefined : REFRESH_MS;
	}

	deliver(alerts: readonly Alert[], signal: AbortSignal): Promise<Delivery> {
		return this.#post(
			alerts.flatMap((alert) => this.#note(alert)),
			signal,
		);
	}

	async refresh(signal: AbortSignal): Promise<Delivery> {
		const all = [...this.#firing.values()].map((alert) => ({ ...alert, endsAt: this.#later(VALID_MS) }));
		for (let first = 0; first < all.length; first += BATCH) {
			const delivery = await this.#post(all.slice(first, first + BATCH), signal);
			if (delivery.type !== 'delivered') return delivery;
		}
		return DELIVERED;
	}

	/** An attempt that failed is made again: all of this may be done twice. */
	#note(alert: Alert): PostableAlert[] {
		const { fingerprint, status, timestamp } = alert;
		const known = this.#firing.get(fingerprint);
		if (status === 'resolved') {
			const { labels, startsAt } = known ?? { labels: alert.labels, startsAt: timestamp };
			this.#firing.delete(fingerprint);
			return [{ labels, annotations: annotationsOf(alert), startsAt, endsAt: this.#later(0) }];
		}
		const postable = {
			labels: alert.labels,
			annotations: annotationsOf(alert),
			startsAt: known?.startsAt ?? timestamp,
			endsAt: this.#later(VALID_MS),
		};
		if (isLasting(alert)) {
			this.#firing.delete(fingerprint);
			this.#firing.set(fingerprint, postable);
			for (const oldest of this.#firing.keys()) {
				if (this.#firing.size <= MOST_FIRING) break;
				this.#firing.delete(oldest);
			}
		}
		// Another severity is another alert to Alertmanager: the one before it is over.
		const isReplaced = known !== undefined && !isSame(known.labels, alert.labels);
		return [...(isReplaced ? [{ ...known, endsAt: this.#later(0) }] : []), postable];
	}

	#post(alerts: readonly PostableAlert[], signal: AbortSignal): Promise<Delivery> {
		const body = JSON.stringify(alerts);
		return postJson(this.#system, { url: this.#url, body, timeoutMs: this.#timeoutMs, signal });
	}

	#later(ms: number): string {
		return new Date(this.#system.clock.wall() + ms).toISOString();
	}
}

function firingOf(sink: AlertSink | undefined): ReadonlyMap<string, PostableAlert> {
	return sink instanceof AlertmanagerSink ? sink.firing : new Map();
}

/** What happened once ends by itself. */
function isLasting({ event, labels }: Alert): boolean {
	return event !== 'POD' && event !== 'TEST' && labels['alertname'] !== 'PodvisorProcessState';
}

function annotationsOf({ summary, description, id, flapping }: Alert): Readonly<Record<string, string>> {
	return { summary, description, id, ...(flapping ? { flapping: 'true' } : {}) };
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
	const names = Object.keys(a);
	return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
