import { createHmac } from 'node:crypto';
import type { Alert } from '../alert.ts';
import { type Delivery, retryLater } from '../delivery.ts';
import { encodeAlert } from '../encode-alert.ts';
import type { RemoteSink, SinkConfigOf, SinkContext } from './alert-sink.ts';
import { postJson } from './post-json.ts';
import { readSecret } from './read-secret.ts';

/** Posts the alert as it is; with a secret, signed. */
export function createWebhookSink(context: SinkContext<SinkConfigOf<'webhook'>>): RemoteSink {
	return { type: 'remote', batch: 1, remembers: false, deliver: ([alert], signal) => deliver(context, alert, signal) };
}

async function deliver(
	{ config, system, timeoutMs }: SinkContext<SinkConfigOf<'webhook'>>,
	alert: Alert | undefined,
	signal: AbortSignal,
): Promise<Delivery> {
	if (alert === undefined) return { type: 'delivered' };
	const url = readSecret(config.url, system.files);
	if (!url.ok) return retryLater(url.reason);
	const secret = config.secret === undefined ? undefined : readSecret(config.secret, system.files);
	if (secret?.ok === false) return retryLater(secret.reason);
	const body = encodeAlert(alert);
	const headers = {
		'Idempotency-Key': alert.id,
		...(secret === undefined ? {} : { 'X-Podvisor-Signature': signatureOf(body, secret.text, system.clock.wall()) }),
	};
	return postJson(system, { url: url.text, body, headers, timeoutMs, signal });
}

/**
 * `t=SECONDS,v1=HEX`: HMAC-SHA256 of `SECONDS.BODY`. The time is signed with it, so that who checks it can refuse what
 * somebody sends again later.
 */
export function signatureOf(body: string, secret: string, wallMs: number): string {
	const seconds = Math.floor(wallMs / 1000);
	return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
