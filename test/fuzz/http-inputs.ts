/** What comes over a connection that wants to be HTTP, or does not even want to. */
import { encodeCall } from '../../src/interfaces/xml-rpc/encode-call.ts';
import { SeededRandom } from '../config/seeded-random.ts';
import { mutate } from './mutate.ts';
import { USER } from './pod-under-fire.ts';
import type { Target } from './raw-connection.ts';

export interface HttpInput {
	/** What is sent, in as many pieces. */
	readonly pieces: readonly Buffer[];
	/**
	 * How the client leaves: it says that nothing more comes, at once or after a while in which it could be answered, or it
	 * is gone before that.
	 */
	readonly leaves: 'ends' | 'waits' | 'aborts';
}

/** As many as wanted, different with each seed. */
export function* httpInputs(count: number, seed: number): Generator<(target: Target) => HttpInput> {
	const random = new SeededRandom(seed);
	for (let made = 0; made < count; made++) yield (target) => make(target, random);
}

function make(target: Target, random: SeededRandom): HttpInput {
	const bytes = shape(target, random);
	const leaves = random.pick(['aborts', 'ends', 'ends', 'waits', 'waits', 'waits', 'waits'] as const);
	if (!random.chance(20)) return { pieces: [bytes], leaves };
	const at = random.below(bytes.length + 1);
	// Cut at any byte: the rest in a second piece, or never.
	return { pieces: random.chance(50) ? [bytes.subarray(0, at)] : [bytes.subarray(0, at), bytes.subarray(at)], leaves };
}

function shape(target: Target, random: SeededRandom): Buffer {
	const kind = random.below(100);
	if (kind < 8) return random.pick(ALIEN)(random);
	if (kind < 33) return mutate(request(target, random), random);
	if (kind < 45) return Buffer.concat(Array.from({ length: 1 + random.below(24) }, () => request(target, random)));
	return request(target, random);
}

const CALL = encodeCall('supervisor.getAPIVersion', []);

/** A request, one of whose parts is odd or broken. */
function request(target: Target, random: SeededRandom): Buffer {
	const parts: Parts = { line: random.pick(LINES), headers: ['Host: localhost'], body: '', authorization: 'right' };
	random.pick(random.chance(85) ? ODDITIES : [framed])(parts, random);
	if (random.chance(20)) random.pick(ODDITIES)(parts, random);
	const authorization = parts.authorization === 'right' ? target.authorization : parts.authorization;
	const head = `${parts.line}\r\n${authorization}${parts.headers.map((header) => `${header}\r\n`).join('')}\r\n`;
	return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(parts.body)]);
}

interface Parts {
	line: string;
	headers: string[];
	body: string;
	authorization: string;
}

type Oddity = (parts: Parts, random: SeededRandom) => void;

const LINES: readonly string[] = [
	...['POST /RPC2 HTTP/1.1', 'POST /RPC2 HTTP/1.1', 'GET / HTTP/1.1', 'GET /RPC2 HTTP/1.1', 'POST /RPC2 HTTP/1.0'],
	...[
		'GET /logtail/nobody HTTP/1.1',
		'GET /api/v1/programs HTTP/1.1',
		'OPTIONS * HTTP/1.1',
		'GET /logtail/loud HTTP/1.1',
	],
];

/** HEAD is not among them: only who asked knows that its answers have no bodies. */
const ODD_LINES: readonly string[] = [
	...['', ' ', 'GET', 'GET ', 'GET /', 'GET / HTTP', 'GET / HTTP/', 'GET / HTTP/1', 'GET / HTTP/1.9', 'GET / HTTP/2.0'],
	...['GET / HTTP/0.9', 'GET / http/1.1', 'GET  /  HTTP/1.1', 'GET\t/\tHTTP/1.1', ' GET / HTTP/1.1', 'get / HTTP/1.1'],
	...[
		'BREW /pot HTTP/1.1',
		'TRACE / HTTP/1.1',
		'CONNECT localhost:22 HTTP/1.1',
		'CONNECT / HTTP/1.1',
		'PRI * HTTP/2.0',
	],
	...[
		'PUT /RPC2 HTTP/1.1',
		'DELETE /RPC2 HTTP/1.1',
		'POST RPC2 HTTP/1.1',
		'POST //RPC2 HTTP/1.1',
		'POST /RPC2/../x HTTP/1.1',
	],
	...['GET http://localhost/RPC2 HTTP/1.1', 'GET http://user:pw@evil.example:80/RPC2 HTTP/1.1', 'GET ftp://x HTTP/1.1'],
	...['GET /../../etc/passwd HTTP/1.1', 'GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1', 'GET /..%2f..%5c HTTP/1.1'],
	...[
		'GET /logtail/../../etc/passwd HTTP/1.1',
		'GET /logtail/..%2f..%2fetc%2fpasswd HTTP/1.1',
		'GET /logtail HTTP/1.1',
	],
	...[
		'GET /logtail/%ff HTTP/1.1',
		'GET /logtail/% HTTP/1.1',
		'GET /logtail/loud/stdout/x HTTP/1.1',
		'GET /logtail/many:* HTTP/1.1',
	],
	...[
		'GET /logtail/loud%00 HTTP/1.1',
		'GET /mainlogtail/../x HTTP/1.1',
		'POST /mainlogtail HTTP/1.1',
		'GET /logtail// HTTP/1.1',
	],
	...[
		'GET /logtail/__proto__ HTTP/1.1',
		'GET /?%zz=%zz&&&=== HTTP/1.1',
		'GET /#x HTTP/1.1',
		'GET ? HTTP/1.1',
		'GET /\0 HTTP/1.1',
	],
	...[
		'GET /\x7f\xff HTTP/1.1',
		'GET /a\rb HTTP/1.1',
		'GET /a\nb HTTP/1.1',
		'GET / HTTP/1.1\rX: y',
		'GET /\x1b[2J HTTP/1.1',
	],
	...[`GET /${'a'.repeat(20_000)} HTTP/1.1`, `GET /${'/'.repeat(15_000)} HTTP/1.1`, `${'A'.repeat(20_000)} / HTTP/1.1`],
	...['SEARCH / HTTP/1.1', 'M-SEARCH * HTTP/1.1', 'QUERY / HTTP/1.1', 'SOURCE / ICE/1.0', 'DESCRIBE x RTSP/1.0'],
];

const ODD_HEADERS: readonly string[] = [
	...[
		'',
		':',
		' : x',
		'NoColon',
		'Bad Name: x',
		'Bad\0Name: x',
		'X: a\0b',
		'X: a\rb',
		'X: a\nb',
		'X : y',
		'\tX: y',
		'X:y:z',
	],
	...[
		' folded: by obs-fold',
		'X: 1\r\n folded',
		'X: 1\n\tfolded',
		'H\xf6st: x',
		'X: \xff\xfe',
		'X: \x7f',
		'(): x',
		'X:',
	],
	...[
		'Host: a\r\nHost: b',
		'Host: ',
		'Host: a b',
		'Host: evil.example',
		'Host: [::1',
		'Host: localhost:99999999',
		'Host: \xe9',
	],
	...[
		'Expect: 100-continue',
		'Expect: 200-maybe',
		'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings',
		'Upgrade: websocket',
	],
	...[
		'Connection: close',
		'Connection: keep-alive, close',
		'Connection: \0',
		'Connection: Content-Length',
		'Keep-Alive: x',
	],
	...[
		'Origin: http://evil.example',
		'Origin: null',
		'Origin: ',
		'Origin: %%%',
		'Sec-Fetch-Site: cross-site',
		'Origin: file://',
	],
	...[
		'Accept: \x01',
		'Accept-Encoding: gzip;q=nan',
		'Range: bytes=0-,0-,0-',
		'If-Modified-Since: never',
		'Cookie: a=b; a=c',
	],
	...[
		'__proto__: x',
		'constructor: x',
		'toString: x',
		'Trailer: Content-Length',
		'TE: trailers, deflate',
		'Content-Encoding: gzip',
	],
	...[
		'X-HTTP-Method-Override: DELETE',
		'X-Forwarded-For: 127.0.0.1',
		'Content-Type: text/html; charset=\x00',
		'Date: \u0131',
	],
];

const AUTHORIZATIONS: readonly string[] = [
	'',
	...[`${USER}:`, `${USER}:wrong`, ':', `${USER}`, ':pa:ss wörd', `${USER}\0:pa:ss wörd`, `${USER}:pa:ss wörd\0`].map(
		basic,
	),
	...['\xff\xfe:\xff', `${USER.toUpperCase()}:pa:ss wörd`, `${USER}:pa:ss wo\u0308rd`, 'x'.repeat(9000), ''].map(basic),
	...[
		'Basic',
		'Basic ',
		'Basic =',
		'Basic ====',
		'Basic ÿÿÿ',
		'Basic a b',
		'Digest username="x"',
		'Bearer x',
		'basic',
		',',
	].map(header),
	...[
		'Basic YTpi, Basic YTpi',
		'Basic\tYTpi',
		'Negotiate YII=',
		'Basic YWRtaW46',
		'\u0000',
		'Basic YTpi\r\nAuthorization: Basic YTpi',
	].map(header),
];

function basic(text: string): string {
	return header(`Basic ${Buffer.from(text).toString('base64')}`);
}

function header(value: string): string {
	return `Authorization: ${value}\r\n`;
}

const LENGTHS: readonly string[] = [
	...[
		'-1',
		'+5',
		'5 5',
		'5, 5',
		'5, 6',
		'0x10',
		'1e3',
		'',
		' ',
		'99999999999999999999999',
		'9007199254740993',
		'٣',
		'5;',
		'00000000005',
	],
	...['3000000', '2097153', '18446744073709551616', '4294967296', '1.0', 'abc'],
];

const CODINGS: readonly string[] = [
	...[
		'chunked',
		'Chunked',
		'chunked, chunked',
		'identity',
		'gzip',
		'gzip, chunked',
		'chunked, gzip',
		'x',
		' chunked',
		'\x0bchunked',
	],
	...['chunked;q=1', '"chunked"', 'chunked,', ',chunked', 'identity, chunked', 'chun\0ked', 'cow'],
];

const CHUNKS: readonly string[] = [
	...[
		'0\r\n\r\n',
		'5\r\nhello\r\n0\r\n\r\n',
		'5\r\nhel',
		'ffffffffffffffff\r\n',
		'-1\r\n',
		'5;ext="\0"\r\nhello\r\n0\r\n\r\n',
		'g\r\n',
		' 5\r\nhello\r\n',
	],
	...[
		'5\nhello\n0\n\n',
		'5\r\nhello0\r\n\r\n',
		'0\r\nX: y\r\n\r\n',
		'0\r\nContent-Length: 5\r\n\r\n',
		'0x5\r\nhello\r\n',
		'5 \r\nhello\r\n0\r\n\r\n',
	],
	...[
		'00000000000000000005\r\nhello\r\n0\r\n\r\n',
		`1;${'e'.repeat(20_000)}\r\na\r\n0\r\n\r\n`,
		`0\r\n${'X: y\r\n'.repeat(4000)}\r\n`,
		'1\r\na\r\n'.repeat(2000),
	],
	`${CALL.length.toString(16)}\r\n${CALL}\r\n0\r\n\r\n`,
];

const framed: Oddity = (parts) => {
	parts.body = CALL;
	parts.headers.push(`Content-Length: ${CALL.length}`);
};

const ODDITIES: readonly Oddity[] = [
	(parts, random) => {
		parts.line = random.pick(ODD_LINES);
	},
	(parts, random) => {
		parts.headers.splice(random.below(2), random.below(2), random.pick(ODD_HEADERS));
	},
	(parts, random) => {
		for (let left = random.below(12); left > 0; left--) parts.headers.push(random.pick(ODD_HEADERS));
	},
	(parts, random) => {
		parts.authorization = random.pick(AUTHORIZATIONS);
	},
	(parts, random) => {
		parts.headers.push(`Content-Length: ${random.pick(LENGTHS)}`);
		parts.body = CALL;
	},
	(parts, random) => {
		framed(parts, random);
		parts.headers.push(`Content-Length: ${random.pick(['5', '0', String(CALL.length), random.pick(LENGTHS)])}`);
	},
	(parts, random) => {
		parts.headers.push(`Transfer-Encoding: ${random.pick(CODINGS)}`);
		parts.body = random.pick(CHUNKS);
	},
	(parts, random) => {
		// Smuggling: one of the two says where the next request begins.
		parts.headers.push(`Content-Length: ${random.below(60)}`, `Transfer-Encoding: ${random.pick(CODINGS)}`);
		if (random.chance(50)) parts.headers.reverse();
		parts.body = `${random.pick(CHUNKS)}GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n`;
	},
	(parts) => {
		parts.headers.push(...Array.from({ length: 2500 }, (_, index) => `X${index}: y`));
	},
	(parts, random) => {
		parts.headers.push(`X: ${'y'.repeat(10_000 + random.below(10_000))}`);
	},
	(parts, random) => {
		// More, or less, than was promised.
		parts.headers.push(`Content-Length: ${CALL.length}`);
		parts.body = random.chance(50) ? CALL.slice(0, random.below(CALL.length)) : `${CALL}${CALL}`;
	},
	(parts, random) => {
		parts.headers = random.pick([[], ['Host: x', ''], ['Host: localhost\n'], ['\0']]);
	},
];

/** Other protocols, and none. */
const ALIEN: readonly ((random: SeededRandom) => Buffer)[] = [
	() => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'),
	// A TLS 1.2 ClientHello's beginning.
	() => Buffer.from('16030100c8010000c40303', 'hex'),
	(random) => Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256))),
	() => Buffer.from('GET /\r\n'),
	() => Buffer.from('\r\n'.repeat(5000)),
	() => Buffer.from('\0'.repeat(3000)),
	() => Buffer.from('EHLO localhost\r\n'),
	() => Buffer.from('SSH-2.0-OpenSSH_9.9\r\n'),
	() => Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
	() => Buffer.from('*1\r\n$4\r\nPING\r\n'),
	() => Buffer.from('PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\nGET / HTTP/1.1\r\n\r\n'),
	() => Buffer.alloc(0),
];
