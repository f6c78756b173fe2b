/**
 * Calls of XML-RPC that are nearly right: every method with arguments of all kinds, damaged in their structure, or in
 * their bytes. None of them can mean the steady programs, end the daemon or have it begin anew.
 */
import {
	type Arbitrary,
	array,
	base64String,
	constantFrom,
	double,
	integer,
	letrec,
	oneof,
	sample,
	string,
} from 'fast-check';
import { SUPERVISOR_METHODS } from '../../src/operations/supervisor-methods.ts';
import { SeededRandom } from '../config/seeded-random.ts';
import { mutate } from './mutate.ts';
import { VICTIMS } from './pod-under-fire.ts';

export interface XmlRpcInput {
	readonly body: Buffer;
	/** `refused`: it is no call; answered with 400, or by a fault where a nil stands before the damage. */
	readonly expected: 'refused' | 'any';
}

/** These reach every program, or end the daemon: they are called with too many arguments only. */
const FAR_REACHING: ReadonlySet<string> = new Set([
	'supervisor.shutdown',
	'supervisor.restart',
	'supervisor.stopAllProcesses',
	'supervisor.signalAllProcesses',
]);

const METHODS: readonly string[] = [
	...Object.keys(SUPERVISOR_METHODS).map((name) => `supervisor.${name}`),
	...['system.listMethods', 'system.methodHelp', 'system.methodSignature', 'system.multicall'],
];

const ARITIES: ReadonlyMap<string, number> = new Map(
	Object.entries(SUPERVISOR_METHODS).map(([name, { parameters }]) => [`supervisor.${name}`, parameters.length]),
);

const NO_METHODS: readonly string[] = [
	...['', ' ', '.', '..', 'supervisor', 'supervisor.', '.getState', 'supervisor..getState', 'supervisor._getState'],
	...[
		'supervisor.__proto__',
		'supervisor.constructor',
		'supervisor.toString',
		'__proto__',
		'constructor.name',
		'system',
	],
	...['system.__class__', 'supervisor.getState.call', 'SUPERVISOR.getState', 'supervisor.getstate', 'supervisor.run'],
	...['system.multicall.system.multicall', 'a'.repeat(5000), 'supervisor.\u0000'.slice(0, 11), 'ｓupervisor.getState'],
];

const NAMES: readonly string[] = [
	...VICTIMS,
	...['many:*', 'many:', 'many', ':*', '*', ':', '::', 'victim:victim', 'victim:*', 'loud', 'fatal', 'crashing'],
	...['', ' victim', 'victim\n', '../victim', 'victim/../x', '__proto__', 'constructor', 'hasOwnProperty:toString'],
	...[
		'nobody',
		'víctim',
		'\u202evictim',
		'x'.repeat(3000),
		'victim\r\n2026-01-01 00:00:00,000 CRIT forged',
		'%(ENV_X)s',
	],
];

const SIGNALS: readonly string[] = [
	'HUP',
	'SIGUSR1',
	'0',
	'1',
	'-1',
	'99',
	'1e1',
	'KILL',
	'SIGRTMIN+3',
	'BOGUS',
	'',
	'15 ',
];

function escapeMarkup(text: string): string {
	return text.replace(/[&<>]/g, (special) => `&#${special.charCodeAt(0)};`);
}

const scalar: Arbitrary<string> = oneof(
	{ weight: 6, arbitrary: constantFrom(...NAMES).map((name) => `<string>${escapeMarkup(name)}</string>`) },
	constantFrom(...NAMES).map(escapeMarkup),
	constantFrom(...SIGNALS).map((name) => `<string>${escapeMarkup(name)}</string>`),
	string({ unit: 'binary', maxLength: 30 }).map((text) => `<string>${escapeMarkup(text)}</string>`),
	integer().map((value) => `<int>${value}</int>`),
	integer({ min: -3, max: 3 }).map((value) => `<i4>${value}</i4>`),
	double().map((value) => `<double>${value}</double>`),
	constantFrom('0', '1', '2', 'true', '').map((value) => `<boolean>${value}</boolean>`),
	constantFrom(
		...['<int>99999999999999999999999</int>', '<i8>9007199254740993</i8>', '<int>1_000</int>', '<int>0x10</int>'],
		...['<int>--1</int>', '<double>1e999</double>', '<double>nan</double>', '<double>Infinity</double>', '<nil/>'],
		...[
			'<dateTime.iso8601>19980717T14:08:55</dateTime.iso8601>',
			'<ex:nil/>',
			'<int/>',
			'<string/>',
			'',
			'<i16>1</i16>',
		],
		...['<dateTime.iso8601>never</dateTime.iso8601>', '<base64>////</base64>', '<base64>=</base64>', '<any>1</any>'],
	),
	base64String({ maxLength: 40 }).map((text) => `<base64>${text}</base64>`),
);

const MEMBERS: readonly string[] = [
	...['methodName', 'params', 'name', 'faultCode', '__proto__', 'constructor', 'toString', '', 'length', '0', 'then'],
];

const { value } = letrec<{ value: string; struct: string; list: string }>((tie) => ({
	value: oneof({ maxDepth: 4, withCrossShrink: false }, { weight: 8, arbitrary: scalar }, tie('list'), tie('struct')),
	list: array(tie('value'), { maxLength: 4 }).map((items) => `<array><data>${items.map(wrap).join('')}</data></array>`),
	struct: array(
		tie('value').chain((item) =>
			constantFrom(...MEMBERS).map((name) => `<member><name>${name}</name>${wrap(item)}</member>`),
		),
		{ maxLength: 4 },
	).map((members) => `<struct>${members.join('')}</struct>`),
}));

function wrap(content: string): string {
	return `<value>${content}</value>`;
}

/** What replaces something in a call that was right, or stands before or after it. */
const DAMAGE: readonly ((call: string, random: SeededRandom) => string)[] = [
	(call) =>
		call
			.replace('<methodCall>', '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><methodCall>')
			.replace('<value>', '<value>&a;'),
	(call) => `<!DOCTYPE lolz [<!ENTITY l0 "ha">${laughs()}]>${call}`,
	(call) => `<!DOCTYPE x SYSTEM "file:///etc/passwd">${call}`,
	(call) => call.replace('<methodName>', '<methodName>&nbsp;'),
	(call) => call.replace('<methodName>', '<methodName>&#0;'),
	(call) => call.replace('<methodName>', '<methodName>&#xD800;'),
	(call) => call.replace('<methodName>', '<methodName>&#x110000;'),
	(call) => call.replace('</methodCall>', ''),
	(call) => `${call}${call}`,
	(call) => `${call}<`,
	(call) => call.replace('<methodCall', '<methodCall a="1" a="2"'),
	(call) => call.replace('<methodCall>', '<methodcall>'),
	(call) => call.replaceAll('methodCall', 'methodResponse'),
	(call) => call.replace('<params>', '<params>text'),
	(call) => call.replace('</methodName>', '</methodName><methodName/><x/>'),
	(_call, random) =>
		`<methodCall><methodName>a</methodName><params><param>${'<value><array><data>'.repeat(40 + random.below(3000))}`,
	(call) =>
		call.replace(
			'<params>',
			`<params><param>${'<value><array><data>'.repeat(33)}${'</data></array></value>'.repeat(33)}</param>`,
		),
	() => '',
	() => ' \n\t',
	() => '{"jsonrpc": "2.0", "method": "supervisor.getState"}',
	() => '<?xml version="1.0"?>',
	() => '<methodCall/>',
	() => '<methodCall><methodName/></methodCall>',
	(call) => `\ufffe${call}`,
	(call) => call.replace('<methodName>', '<methodName><![CDATA['),
	(call) => call.replace('<methodName>', '<!-- -- --><methodName>'),
	(call) => call.replace('<params>', '<x:params xmlns:x="y">'),
	(call) => `<?xml version="7.0"?><?xml version="1.0"?>${call}`,
];

function laughs(): string {
	return Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
}

/** What some readers forgive, and what is right in an unusual way. */
const ODD: readonly ((call: string) => string)[] = [
	(call) => `\ufeff${call}`,
	(call) => `<?xml version="1.0" encoding="utf-16"?>${call}`,
	(call) => `<?xml version='1.0' encoding='nonsense'?>\n${call}`,
	(call) => `<!-- ${'x'.repeat(2000)} -->${call}`,
	(call) => `<?php echo ?>${call}`,
	(call) => call.replace('<methodCall>', '<methodCall xmlns="urn:x" a="b">'),
	(call) => call.replace('<methodName>', '<methodName>  ').replace('</methodName>', '\n</methodName>'),
	(call) => call.replace(/<methodName>([^<]*)/, '<methodName><![CDATA[$1]]>'),
	(call) => call.replaceAll('<string>', '<string><![CDATA[]]>'),
	(call) => call.replace(/<params>.*<\/params>/s, ''),
	(call) => `${call}${'\n'.repeat(3000)}`,
];

/** So many different values there are; the calls that they come in are never alike. */
const VALUES = 10_000;

/** As many as wanted, different with each seed. */
export function* xmlRpcInputs(count: number, seed: number): Generator<XmlRpcInput> {
	const random = new SeededRandom(seed);
	const values = sample(value, { seed, numRuns: VALUES });
	const next = (): string => random.pick(values);
	for (let made = 0; made < count; made++) yield make(random, next);
}

function make(random: SeededRandom, next: () => string): XmlRpcInput {
	const kind = random.below(100);
	if (kind < 45) return { body: Buffer.from(call(random, next)), expected: 'any' };
	if (kind < 52) return { body: Buffer.from(manyCalls(random, next)), expected: 'any' };
	const harmless = call(random, next, false);
	if (kind < 68) return { body: Buffer.from(random.pick(DAMAGE)(harmless, random)), expected: 'refused' };
	if (kind < 75) return { body: Buffer.from(random.pick(ODD)(harmless)), expected: 'any' };
	return { body: mutate(Buffer.from(harmless), random), expected: 'any' };
}

/** A call of some method; `isFull`: also of those that reach far, with arguments that they cannot take. */
function call(random: SeededRandom, next: () => string, isFull = true): string {
	const method = methodName(random, isFull);
	const params = paramsOf(method, random, next).map((param) => `<param>${wrap(param)}</param>`);
	return `<methodCall><methodName>${escapeMarkup(method)}</methodName><params>${params.join('')}</params></methodCall>`;
}

function methodName(random: SeededRandom, isFull: boolean): string {
	for (;;) {
		const method = random.chance(10) ? random.pick(NO_METHODS) : random.pick(METHODS);
		if (isFull || !FAR_REACHING.has(method)) return method;
	}
}

function paramsOf(method: string, random: SeededRandom, next: () => string): string[] {
	const arity = ARITIES.get(method) ?? random.below(3);
	if (FAR_REACHING.has(method)) return Array.from({ length: arity + 1 + random.below(3) }, next);
	const count = random.chance(80) ? arity : random.below(6);
	return Array.from({ length: count }, next);
}

function manyCalls(random: SeededRandom, next: () => string): string {
	const calls = Array.from({ length: random.below(6) }, () => {
		if (random.chance(15)) return next();
		const method = methodName(random, true);
		const params = paramsOf(method, random, next).map(wrap).join('');
		const list = `<member><name>params</name><value><array><data>${params}</data></array></value></member>`;
		return `<struct><member><name>methodName</name><value>${escapeMarkup(method)}</value></member>${list}</struct>`;
	});
	const list = `<array><data>${calls.map(wrap).join('')}</data></array>`;
	return `<methodCall><methodName>system.multicall</methodName><params><param>${wrap(list)}</param></params></methodCall>`;
}
