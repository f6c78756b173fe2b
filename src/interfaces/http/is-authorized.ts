import { createHash, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../../config/config.ts';

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i;
const SHA = '{SHA}';
const COLON = 58;

/**
 * Does a request's `Authorization` header (RFC 7617) name the server's user and password? The time it takes tells
 * neither which of the two is wrong, nor how much of it is right.
 */
export function isAuthorized(header: string | undefined, { username, password }: Credentials): boolean {
	const given = readBasic(header ?? '');
	if (given === undefined) return false;
	const isUser = isSame(given.username, Buffer.from(username));
	return isPassword(given.password, password) && isUser;
}

function isPassword(given: Buffer, password: string): boolean {
	// The SHA-1 in hex of the password: supervisord's format, not our choice.
	if (!password.startsWith(SHA)) return isSame(given, Buffer.from(password));
	const hex = createHash('sha1').update(given).digest('hex');
	return isSame(Buffer.from(hex), Buffer.from(password.slice(SHA.length).toLowerCase()));
}

function readBasic(header: string): { readonly username: Buffer; readonly password: Buffer } | undefined {
	const encoded = BASIC.exec(header)?.[1];
	if (encoded === undefined) return undefined;
	const bytes = Buffer.from(encoded, 'base64');
	const colon = bytes.indexOf(COLON);
	if (colon < 0) return undefined;
	return { username: bytes.subarray(0, colon), password: bytes.subarray(colon + 1) };
}

/** Digests have one length, which timingSafeEqual() needs. */
function isSame(one: Buffer, other: Buffer): boolean {
	return timingSafeEqual(digest(one), digest(other));
}

function digest(bytes: Buffer): Buffer {
	return createHash('sha256').update(bytes).digest();
}
