import { oneLine } from '../../foundation/one-line.ts';
import type { HttpOutcome } from '../../platform/http-client.ts';
import type { System } from '../../platform/system.ts';
import { DELIVERED, type Delivery, refusedFor, retryLater } from '../delivery.ts';

/** Of an answer only the beginning is read: it says what was wrong with the question. */
const ANSWER_BYTES = 2048;

/** Whoever answers so is overloaded, or stands in front of something that is away: the question is not to blame. */
const AWAY: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

export interface JsonPost {
	readonly url: string;
	readonly body: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

/** Posts JSON, and says what to make of the answer. No redirect is followed: alerts go where they were sent. */
export async function postJson(system: System, post: JsonPost): Promise<Delivery> {
	const address = splitUserInfo(post.url);
	// The URL itself may be the secret: it is in no message.
	if (address === undefined) return refusedFor('its url is none');
	const outcome = await system.http.request({
		method: 'POST',
		url: address.url,
		headers: {
			'Content-Type': 'application/json',
			'User-Agent': 'podvisor',
			...address.headers,
			...post.headers,
		},
		body: post.body,
		timeoutMs: post.timeoutMs,
		maxBytes: ANSWER_BYTES,
		followRedirects: false,
		signal: post.signal,
	});
	return judgeAnswer(outcome, system.clock.wall());
}

/** `wallMs`: now, for a Retry-After that is a date. */
export function judgeAnswer(outcome: HttpOutcome, wallMs: number): Delivery {
	if (outcome.type === 'failed') return retryLater(outcome.error);
	const { status, headers, body } = outcome;
	if (status >= 200 && status < 300) return DELIVERED;
	if (AWAY.has(status)) return retryLater(`HTTP ${status}`, retryAfterMs(headers['retry-after'], wallMs));
	const said = oneLine(body);
	const reason = `HTTP ${status}${said === '' ? '' : `: ${said}`}`;
	if (status >= 500) return { type: 'retry', reason, afterMs: undefined, isSuspect: true };
	return refusedFor(reason);
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | undefined, wallMs: number): number | undefined {
	if (value === undefined) return undefined;
	if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - wallMs);
}

function splitUserInfo(text: string): { url: string; headers: Record<string, string> } | undefined {
	const url = URL.parse(text);
	if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
	const { username, password } = url;
	if (username === '' && password === '') return { url: url.href, headers: {} };
	url.username = '';
	url.password = '';
	const credentials = Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64');
	return { url: url.href, headers: { Authorization: `Basic ${credentials}` } };
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// URIError: a % that escapes nothing is meant as it stands.
		return text;
	}
}
