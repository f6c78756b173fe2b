import type { Alert } from '../alert.ts';
import { DELIVERED, type Delivery, retryLater } from '../delivery.ts';
import type { RemoteSink, SinkConfigOf, SinkContext } from './alert-sink.ts';
import { postJson } from './post-json.ts';
import { readSecret } from './read-secret.ts';

/** Triggers and resolves incidents of PagerDuty's Events API v2. */
export function createPagerDutySink({ config, system, timeoutMs }: SinkContext<SinkConfigOf<'pagerduty'>>): RemoteSink {
	return {
		type: 'remote',
		batch: 1,
		remembers: true,
		async deliver([alert], signal): Promise<Delivery> {
			if (alert === undefined) return DELIVERED;
			const key = readSecret(config.routingKey, system.files);
			if (!key.ok) return retryLater(key.reason);
			const body = JSON.stringify(pagerDutyEvent(alert, key.text));
			return postJson(system, { url: config.url, body, timeoutMs, signal });
		},
	};
}

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/: at most 512 KB, a `dedup_key` of 255 characters. */
export function pagerDutyEvent(alert: Alert, routingKey: string): object {
	const { id, status, severity, summary, description, fingerprint, event, subject, labels, details, pod } = alert;
	const head = { routing_key: routingKey, dedup_key: fingerprint };
	if (status === 'resolved') return { ...head, event_action: 'resolve' };
	return {
		...head,
		event_action: 'trigger',
		client: 'Podvisor',
		payload: {
			summary,
			source: pod.hostname === '' ? pod.identifier : pod.hostname,
			severity,
			timestamp: alert.timestamp,
			component: subject?.name,
			group: subject?.group,
			class: event,
			custom_details: { id, description, flapping: alert.flapping, count: alert.count, labels, pod, ...details },
		},
	};
}
