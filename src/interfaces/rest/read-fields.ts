import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { Field } from './field.ts';
import { RestProblem } from './rest-problem.ts';

export interface FieldSources {
	/** Decoded. */
	readonly path: ReadonlyMap<string, string>;
	readonly query: URLSearchParams;
	/** As JSON has it; without members where there is no body. */
	readonly body: Readonly<Record<string, unknown>>;
}

export type FieldValue = string | number | boolean | readonly string[];

/**
 * The values that a request gives to a route's fields.
 * @throws RestProblem 400 with everything that is wrong: missing, of another type, unknown or given twice
 */
export function readFields(
	fields: readonly Field[],
	{ path, query, body }: FieldSources,
): Readonly<Record<string, FieldValue>> {
	const problems = [
		...unknownNames(fields, { kind: 'query', names: [...query.keys()] }),
		...unknownNames(fields, { kind: 'body', names: Object.keys(body) }),
	];
	const values: [string, FieldValue][] = [];
	for (const field of fields) {
		const { value, problem } = readField(field, rawOf(field, { path, query, body }));
		if (problem !== undefined) problems.push(`${WHERE[field.in]} '${field.name}' ${problem}`);
		if (value !== undefined) values.push([field.name, value]);
	}
	if (problems.length > 0) {
		throw new RestProblem(400, problems.join('; '), { fault: 'INCORRECT_PARAMETERS', problems });
	}
	return Object.fromEntries(values);
}

const WHERE: Readonly<Record<Field['in'], string>> = {
	path: 'in the path,',
	query: 'the query parameter',
	body: "the body's member",
};

/** Of unknown names, as many are told. */
const MOST_TOLD = 8;

function unknownNames(
	fields: readonly Field[],
	{ kind, names }: { readonly kind: 'query' | 'body'; readonly names: readonly string[] },
): string[] {
	const known = fields.filter((field) => field.in === kind).map(({ name }) => name);
	const unknown = names.filter((name) => !known.includes(name)).slice(0, MOST_TOLD);
	const twice = known.filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
	return [
		...unknown.map((name) => `${WHERE[kind]} ${quote(name)} is not known here; ${advice(name, known)}`),
		...twice.map((name) => `${WHERE[kind]} '${name}' is given more than once; give it once`),
	];
}

function advice(name: string, known: readonly string[]): string {
	const meant = name.length > 40 ? undefined : didYouMean(name, known);
	if (meant !== undefined) return `did you mean '${meant}'?`;
	return known.length === 0 ? 'there are none' : `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
}

function rawOf({ name, in: place }: Field, { path, query, body }: FieldSources): unknown {
	switch (place) {
		case 'path':
			return path.get(name);
		case 'query':
			return query.get(name) ?? undefined;
		case 'body':
			return Object.hasOwn(body, name) ? body[name] : undefined;
	}
}

type Reading =
	| { readonly value: FieldValue; readonly problem?: undefined }
	| { readonly value?: undefined; readonly problem: string };

function readField(field: Field, raw: unknown): Reading {
	if (raw === undefined) {
		return field.default === undefined ? { problem: `is missing; it is ${field.doc}` } : { value: field.default };
	}
	const value = field.in === 'body' ? raw : fromText(field, String(raw));
	switch (field.type) {
		case 'string':
			return typeof value === 'string' ? checkChoice(field, value) : wrong(raw, 'a string');
		case 'int':
			return Number.isSafeInteger(value) ? checkRange(field, Number(value)) : wrong(raw, 'a whole number');
		case 'boolean':
			return typeof value === 'boolean' ? { value } : wrong(raw, 'true or false');
		case 'strings':
			return isStrings(value) ? checkChoices(field, value) : wrong(raw, 'an array of strings');
	}
}

/** What stands in a query is text; what cannot be read is left as it is, and refused for it. */
function fromText({ type }: Field, text: string): unknown {
	switch (type) {
		case 'string':
			return text;
		case 'int':
			return /^-?\d{1,16}$/.test(text) ? Number(text) : text;
		case 'boolean':
			return text === 'true' ? true : text === 'false' ? false : text;
		case 'strings':
			return text
				.split(',')
				.map((word) => word.trim())
				.filter((word) => word !== '');
	}
}

function checkChoice({ choices }: Field, value: string): Reading {
	if (choices === undefined || choices.includes(value)) return { value };
	return wrong(value, `one of ${choices.join(', ')}`);
}

function checkChoices({ choices }: Field, value: readonly string[]): Reading {
	const other = value.find((word) => choices !== undefined && !choices.includes(word));
	if (other === undefined) return { value };
	const meant = other.length > 40 ? undefined : didYouMean(other, choices ?? []);
	const advice = meant === undefined ? `there are ${(choices ?? []).join(', ')}` : `did you mean '${meant}'?`;
	return { problem: `has ${quote(other)}, which is not known; ${advice}` };
}

function checkRange({ minimum = -Infinity, maximum = Infinity }: Field, value: number): Reading {
	if (value < minimum) return wrong(value, `at least ${minimum}`);
	return value > maximum ? wrong(value, `at most ${maximum}`) : { value };
}

function isStrings(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function wrong(value: unknown, wanted: string): Reading {
	return { problem: `is ${quote(value)}; it must be ${wanted}` };
}

const MOST_QUOTED = 60;

function quote(value: unknown): string {
	if (Array.isArray(value)) return 'an array';
	// Not spelt out: it may be nested deeper than JSON.stringify() goes.
	if (typeof value === 'object' && value !== null) return 'an object';
	const text = typeof value === 'string' ? `'${value}'` : String(value);
	return text.length <= MOST_QUOTED ? text : `${text.slice(0, MOST_QUOTED)}…`;
}
