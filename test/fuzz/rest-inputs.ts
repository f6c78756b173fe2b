/**
 * Requests to the REST API that are nearly right: every route with names, queries and bodies of all kinds. None of them
 * can mean the steady programs, end the daemon or have it begin anew; none begins a stream or waits for long.
 */
import { json, sample } from 'fast-check';
import type { Field } from '../../src/interfaces/rest/field.ts';
import { REST_ROUTES } from '../../src/interfaces/rest/rest-routes.ts';
import type { Route } from '../../src/interfaces/rest/route.ts';
import { SeededRandom } from '../config/seeded-random.ts';
import { mutate } from './mutate.ts';
import { VICTIMS } from './pod-under-fire.ts';
import type { Target } from './raw-connection.ts';

/** As many as wanted, different with each seed. */
export function* restInputs(count: number, seed: number): Generator<(target: Target) => Buffer> {
	const random = new SeededRandom(seed);
	const values = sample(json({ maxDepth: 4 }), { seed, numRuns: 2000 });
	for (let made = 0; made < count; made++) {
		const input = make(random, () => random.pick(values));
		yield (target) => bytesOf(target, input);
	}
}

interface RestInput {
	readonly method: string;
	/** With the query, percent-encoded. */
	readonly path: string;
	readonly contentType: string | undefined;
	readonly body: Buffer;
}

function bytesOf({ authorization }: Target, { method, path, contentType, body }: RestInput): Buffer {
	const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
	const length = `Content-Length: ${body.length}\r\n`;
	const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${authorization}${type}${length}\r\n`;
	return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** They end or begin everything: they are asked in ways that cannot be taken only. */
const FAR_REACHING = /^\/api\/v1\/daemon\/(restart|shutdown)$/;

/** All programs would be `*`. */
const NAMES: readonly string[] = [
	...VICTIMS,
	...[
		'many:*',
		'many:',
		':*',
		'::',
		'victim:victim',
		'loud',
		'fatal',
		'crashing',
		'many',
		'nobody',
		' victim',
		'víctim',
	],
	...[
		'__proto__',
		'constructor',
		'..',
		'../victim',
		'victim/stdout',
		'victim\n2026-01-01 CRIT forged',
		'\u202ex',
		'x'.repeat(3000),
	],
];

const RAW_SEGMENTS: readonly string[] = [
	'%',
	'%ff',
	'%00',
	'%2f',
	'%2e%2e',
	'..',
	'.',
	'',
	'%c0%ae',
	'%ed%a0%80',
	'%zz',
	'a%20b',
	'**',
];

const TYPES: readonly string[] = [
	...[
		'application/json',
		'application/json',
		'application/json',
		'application/json; charset=utf-8',
		'APPLICATION/JSON',
	],
	...[
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data',
		'application/json; charset=utf-16',
		'json',
		'',
	],
];

const BODIES: readonly string[] = [
	...[
		'',
		'{}',
		'null',
		'[]',
		'""',
		'0',
		'true',
		'{',
		'}',
		'{"a":1,}',
		"{'a':1}",
		'{"a":NaN}',
		'\ufeff{}',
		'{"__proto__":{"x":1}}',
	],
	...[
		'{"signal":"HUP","signal":"TERM"}',
		'{"constructor":{"prototype":{"x":1}}}',
		'{"chars":"\\ud800"}',
		'{"chars":"\\u0000\\u001b"}',
	],
	...[
		'['.repeat(20_000),
		'{"a":'.repeat(20_000),
		`{"groups":${'['.repeat(3000)}${']'.repeat(3000)}}`,
		'{}{}',
		'{} x',
		'\0',
		'"\ud800"',
	],
	`{${Array.from({ length: 3000 }, (_, index) => `"member${index}":1`).join()}}`,
];

const WORDS: readonly string[] = [
	'',
	'true',
	'false',
	'1',
	'0',
	'-1',
	'-5',
	'1e3',
	'99999999999999999999',
	'null',
	'many',
	'many,,victim',
	'%00',
	'%',
	'+',
];

/** Of a wait: what is not refused is over soon. */
const TIMEOUTS: readonly string[] = ['0', '5', '-1', '1e12', '"5"', 'null', '1.5', '[]'];

/** What has an end; the other streams are begun by `follow`. */
const ROUTES: readonly Route[] = REST_ROUTES.filter(
	({ events, fields }) => events === undefined || fields.some(({ name }) => name === 'follow'),
);

function make(random: SeededRandom, value: () => string): RestInput {
	const kind = random.below(100);
	if (kind < 12) return lost(random, value);
	const route = random.pick(ROUTES);
	if (FAR_REACHING.test(route.path)) return refused(route, random);
	const isBroken = random.chance(25);
	const contentType = random.chance(80) ? 'application/json' : random.chance(80) ? random.pick(TYPES) : undefined;
	const body = route.method === 'GET' && random.chance(90) ? Buffer.alloc(0) : bodyOf(route, random, value);
	return {
		method: route.method,
		path: `${pathOf(route, random)}${queryOf(route, random)}`,
		contentType,
		body: isBroken ? mutate(body, random) : body,
	};
}

/** At no route, or by another method. */
function lost(random: SeededRandom, value: () => string): RestInput {
	const depth = random.below(7);
	const segments = Array.from({ length: depth }, () =>
		random.chance(50)
			? random.pick(RAW_SEGMENTS)
			: random.pick(['api', 'v1', 'v2', 'programs', 'groups', 'victim', 'start']),
	);
	const method = random.pick(['GET', 'PUT', 'PATCH', 'OPTIONS', 'DELETE', 'TRACE', 'PROPFIND']);
	return { method, path: `/api/${segments.join('/')}`, contentType: 'application/json', body: Buffer.from(value()) };
}

function refused({ path }: Route, random: SeededRandom): RestInput {
	const contentType = 'application/json';
	if (random.chance(50)) return { method: 'POST', path: `${path}?x=1`, contentType, body: Buffer.from('{}') };
	return { method: random.pick(['GET', 'PUT', 'DELETE']), path, contentType, body: Buffer.from('{}') };
}

function pathOf({ path }: Route, random: SeededRandom): string {
	return path.replace(/\{(\w+)\}/g, (_, field) => {
		if (random.chance(15)) return random.pick(RAW_SEGMENTS);
		if (field === 'stream' && random.chance(80)) return random.pick(['stdout', 'stderr']);
		return encodeURIComponent(random.pick(NAMES));
	});
}

function queryOf({ fields }: Route, random: SeededRandom): string {
	const known = fields.filter((field) => field.in === 'query').map(({ name }) => name);
	const pairs = Array.from({ length: random.below(4) }, () => {
		const name =
			known.length > 0 && random.chance(80) ? random.pick(known) : random.pick(['x', '__proto__', '', '%', 'wait%00']);
		const word = random.pick(WORDS);
		// A stream has no end.
		return `${name}=${name === 'follow' && word === 'true' ? 'yes' : word}`;
	});
	return random.chance(50) ? '' : `?${pairs.join('&')}`;
}

function bodyOf({ fields, path }: Route, random: SeededRandom, value: () => string): Buffer {
	const waits = path.endsWith('/wait');
	if (!waits && random.chance(30)) return Buffer.from(random.chance(50) ? random.pick(BODIES) : value());
	const members = fields
		.filter((field) => field.in === 'body' && (waits || random.chance(80)))
		.map((field) => member(field, random, value));
	if (random.chance(15)) members.push(`${JSON.stringify(random.pick(['x', '__proto__', 'name', '']))}:${value()}`);
	return Buffer.from(`{${members.join()}}`);
}

function member({ name, type }: Field, random: SeededRandom, value: () => string): string {
	if (name === 'timeoutMs') return `"timeoutMs":${random.pick(TIMEOUTS)}`;
	if (random.chance(25)) return `"${name}":${value()}`;
	if (type === 'strings') return `"${name}":${JSON.stringify([random.pick(NAMES)])}`;
	const words =
		name === 'signal'
			? ['HUP', 'SIGUSR1', '0', '99', 'BOGUS', '']
			: name === 'for'
				? ['ready', 'stopped', 'completed']
				: NAMES;
	return `"${name}":${JSON.stringify(random.pick(words))}`;
}
