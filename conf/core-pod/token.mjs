/** Tokens that only the holder of the secret can make: base64url(JSON) "." base64url(HMAC-SHA256). */

import { createHmac, timingSafeEqual } from 'node:crypto';

const MAX_TOKEN_CHARS = 1024;

/** `payload` must hold `exp`, in seconds since 1970. */
export function signToken(payload, secret) {
	const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
	return `${body}.${signature(body, secret).toString('base64url')}`;
}

/** The payload, or `undefined` where the token is forged, malformed or older than `nowSeconds`. */
export function verifyToken(token, { secret, nowSeconds }) {
	const [body, mac, ...rest] = token.length > MAX_TOKEN_CHARS ? [] : token.split('.');
	if (body === undefined || mac === undefined || rest.length > 0) return undefined;
	const expected = signature(body, secret);
	const given = Buffer.from(mac, 'base64url');
	if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
	const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
	return payload.exp > nowSeconds ? payload : undefined;
}

function signature(body, secret) {
	return createHmac('sha256', secret).update(body).digest();
}
