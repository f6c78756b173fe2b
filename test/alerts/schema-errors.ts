import { readFileSync } from 'node:fs';

/** The part of JSON Schema 2020-12 that conf/alert.schema.json is written in; another keyword is an error here. */
interface Schema {
	readonly [keyword: string]: unknown;
}

const NOTES: ReadonlySet<string> = new Set(['$schema', '$id', 'title', 'description', 'format']);

const ALERT_SCHEMA: Schema = JSON.parse(readFileSync(new URL('../../conf/alert.schema.json', import.meta.url), 'utf8'));

/** What is wrong with a line of an alert file, a sentence each; none where it is valid. */
export function schemaErrors(line: string): string[] {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		return [`no JSON: ${String(error)}: ${JSON.stringify(line.slice(0, 200))}`];
	}
	return errorsOf(value, ALERT_SCHEMA, '$');
}

function errorsOf(value: unknown, schema: Schema, at: string): string[] {
	return Object.entries(schema).flatMap(([keyword, wanted]) => {
		if (NOTES.has(keyword)) return [];
		const check = CHECKS[keyword];
		if (check === undefined) throw new Error(`this checker does not know '${keyword}'`);
		return check(value, wanted, { at, schema });
	});
}

type Check = (value: unknown, wanted: unknown, where: { readonly at: string; readonly schema: Schema }) => string[];

function unless(holds: boolean, at: string, what: string): string[] {
	return holds ? [] : [`${at}: ${what}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
	object: isObject,
	array: Array.isArray,
	string: (value) => typeof value === 'string',
	integer: Number.isInteger,
	number: Number.isFinite,
	boolean: (value) => typeof value === 'boolean',
};

const CHECKS: Readonly<Record<string, Check>> = {
	type: (value, type, { at }) => unless(TYPES[String(type)]?.(value) === true, at, `is no ${type}`),
	const: (value, wanted, { at }) => unless(value === wanted, at, `is not ${wanted}`),
	enum: (value, wanted, { at }) => unless((wanted as unknown[]).includes(value), at, `${value} is none of ${wanted}`),
	// In characters, as the specification has it.
	maxLength: (value, most, { at }) =>
		unless(typeof value !== 'string' || [...value].length <= Number(most), at, 'is too long'),
	pattern: (value, pattern, { at }) =>
		unless(
			typeof value !== 'string' || new RegExp(String(pattern), 'u').test(value),
			at,
			`${value} does not match ${pattern}`,
		),
	minimum: (value, least, { at }) =>
		unless(typeof value !== 'number' || value >= Number(least), at, `is below ${least}`),
	maximum: (value, most, { at }) => unless(typeof value !== 'number' || value <= Number(most), at, `is above ${most}`),
	maxItems: (value, most, { at }) =>
		unless(!Array.isArray(value) || value.length <= Number(most), at, 'has too many items'),
	maxProperties: (value, most, { at }) =>
		unless(!isObject(value) || Object.keys(value).length <= Number(most), at, 'has too many properties'),
	items: (value, items, { at }) =>
		Array.isArray(value) ? value.flatMap((item, index) => errorsOf(item, items as Schema, `${at}[${index}]`)) : [],
	required: (value, names, { at }) =>
		isObject(value) ? (names as string[]).flatMap((name) => unless(name in value, at, `lacks ${name}`)) : [],
	properties: (value, properties, { at }) =>
		isObject(value)
			? Object.entries(properties as Record<string, Schema>).flatMap(([name, schema]) =>
					name in value ? errorsOf(value[name], schema, `${at}.${name}`) : [],
				)
			: [],
	additionalProperties: (value, additional, { at, schema }) => {
		if (!isObject(value)) return [];
		const known = Object.keys((schema['properties'] ?? {}) as object);
		const others = Object.keys(value).filter((name) => !known.includes(name));
		if (additional === false) return others.map((name) => `${at}: has an unknown ${name}`);
		return others.flatMap((name) => errorsOf(value[name], additional as Schema, `${at}.${name}`));
	},
};
