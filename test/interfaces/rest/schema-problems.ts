/** What of a value does not fit a JSON schema: the part of 2020-12 that our document uses, and nothing quietly ignored. */
export interface Schema {
	readonly $ref?: string;
	readonly type?: string | readonly string[];
	readonly enum?: readonly unknown[];
	readonly minimum?: number;
	readonly maximum?: number;
	readonly items?: Schema;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: boolean;
}

const KEYWORDS: ReadonlySet<string> = new Set([
	'$ref',
	'type',
	'enum',
	'minimum',
	'maximum',
	'items',
	'properties',
	'required',
	'additionalProperties',
	'description',
	'default',
	'examples',
]);

export function schemaProblems(
	value: unknown,
	schema: Schema,
	{ root, at = '$' }: { readonly root: unknown; readonly at?: string },
): string[] {
	const unknown = Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword));
	if (unknown.length > 0) throw new Error(`${at}: the checker does not know ${unknown.join(', ')}`);
	if (schema.$ref !== undefined) return schemaProblems(value, resolve(root, schema.$ref), { root, at });
	const types = schema.type === undefined ? [] : [schema.type].flat();
	if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
		return [`${at}: ${JSON.stringify(value)} is not ${types.join(' or ')}`];
	}
	const problems: string[] = [];
	if (schema.enum !== undefined && !schema.enum.includes(value)) problems.push(`${at}: ${JSON.stringify(value)}`);
	if (typeof value === 'number') {
		if (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)) problems.push(`${at}: ${value}`);
	}
	if (Array.isArray(value) && schema.items !== undefined) {
		for (const [index, item] of value.entries()) {
			problems.push(...schemaProblems(item, schema.items, { root, at: `${at}[${index}]` }));
		}
	}
	if (isOfType(value, 'object')) problems.push(...objectProblems(value as object, schema, { root, at }));
	return problems;
}

function objectProblems(
	value: object,
	schema: Schema,
	{ root, at }: { readonly root: unknown; readonly at: string },
): string[] {
	const { properties = {}, required = [], additionalProperties = true } = schema;
	const problems = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}.${name} is missing`);
	for (const [name, member] of Object.entries(value)) {
		const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
		if (known !== undefined) problems.push(...schemaProblems(member, known, { root, at: `${at}.${name}` }));
		else if (!additionalProperties) problems.push(`${at}.${name} is not described`);
	}
	return problems;
}

function resolve(root: unknown, ref: string): Schema {
	let place = root;
	for (const name of ref.replace(/^#\//, '').split('/')) place = (place as Record<string, unknown> | undefined)?.[name];
	if (place === undefined) throw new Error(`${ref} leads nowhere`);
	return place as Schema;
}

function isOfType(value: unknown, type: string): boolean {
	switch (type) {
		case 'integer':
			return Number.isInteger(value);
		case 'array':
			return Array.isArray(value);
		case 'null':
			return value === null;
		case 'object':
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		default:
			return typeof value === type;
	}
}
