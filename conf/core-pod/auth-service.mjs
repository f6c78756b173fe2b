/** auth-service: exchanges a name and a password for a token, and verifies tokens for the other services. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { integerSetting } from './lifecycle.mjs';
import { HttpError, startService } from './service.mjs';
import { signToken, verifyToken } from './token.mjs';

const ttlSeconds = integerSetting('TOKEN_TTL_SECONDS', { fallback: 3600, min: 1, max: 86_400 });
/** Without AUTH_SECRET every start makes a new one, and older tokens are void. */
const secret = process.env.AUTH_SECRET || randomBytes(32);
/** `name:password, name:password`. An example's accounts; a real service holds scrypt hashes in a database. */
const accounts = parseAccounts(process.env.AUTH_ACCOUNTS || 'alice:wonderland, bob:builder');

startService({
	name: 'auth-service',
	defaultPort: 3001,
	routes: [
		['POST', /^\/auth\/login$/, login],
		['GET', /^\/auth\/verify$/, verify],
	],
});

async function login({ readJson }) {
	const { username, password } = (await readJson()) ?? {};
	if (typeof username !== 'string' || typeof password !== 'string') {
		throw new HttpError(400, 'send {"username": "…", "password": "…"}');
	}
	// An unknown name takes as long as a wrong password, so that names cannot be guessed by timing.
	const matches = equal(password, accounts.get(username) ?? '');
	if (!matches || !accounts.has(username)) throw new HttpError(401, 'wrong name or password');
	return {
		body: { token: signToken({ sub: username, exp: nowSeconds() + ttlSeconds }, secret), expiresIn: ttlSeconds },
	};
}

function verify({ headers }) {
	const token = /^Bearer ([\w.-]+)$/i.exec(headers.authorization ?? '')?.[1];
	const payload = token === undefined ? undefined : verifyToken(token, { secret, nowSeconds: nowSeconds() });
	if (payload === undefined) throw new HttpError(401, 'no valid token', { 'WWW-Authenticate': 'Bearer' });
	return { body: payload };
}

function nowSeconds() {
	return Math.floor(Date.now() / 1000);
}

/** Compares texts of any length in constant time: their keyed hashes are of one length. */
function equal(a, b) {
	const digest = (text) => createHmac('sha256', secret).update(text).digest();
	return timingSafeEqual(digest(a), digest(b));
}

function parseAccounts(text) {
	const pairs = text.split(',').map((pair) => pair.trim().split(':'));
	return new Map(pairs.map(([name, ...password]) => [name, password.join(':')]));
}
