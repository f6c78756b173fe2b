import type { PodEvent } from './pod-event.ts';

/** What a message says beside the event itself. */
export interface EventEnvelope {
	readonly event: PodEvent;
	readonly server: string;
	readonly serial: number;
	readonly pool: string;
	readonly poolSerial: number;
}

/**
 * The message that an event listener reads from its stdin: a line of `key:value` words, and the payload.
 *
 * `len` counts characters (code points) and not bytes, as supervisord under Python 3 does: existing listeners read so
 * many characters from a stdin that decodes UTF-8. The two are the same for ASCII.
 */
export function formatEventEnvelope({ event, server, serial, pool, poolSerial }: EventEnvelope): Buffer {
	const { type, payload } = event;
	const names = `ver:3.0 server:${server} serial:${serial} pool:${pool} poolserial:${poolSerial} eventname:${type}`;
	return Buffer.from(`${names} len:${countCharacters(payload)}\n${payload}`);
}

function countCharacters(text: string): number {
	return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
