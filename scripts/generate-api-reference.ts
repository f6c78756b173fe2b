/** Writes the table of docs/api.md anew from the routes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { FAULT_CODES } from '../src/foundation/fault.ts';
import { FAULT_STATUS } from '../src/interfaces/rest/fault-status.ts';
import type { Field } from '../src/interfaces/rest/field.ts';
import { REST_ROUTES } from '../src/interfaces/rest/rest-routes.ts';

const PAGE: URL = new URL('../docs/api.md', import.meta.url);
const BEGIN = '<!-- generated from src/interfaces/rest/rest-routes.ts by scripts/generate-api-reference.ts -->';
const END = '<!-- end of what is generated -->';

/** The page with the tables that the routes give. */
export function withApiReference(page: string): string {
	const begin = page.indexOf(BEGIN);
	const end = page.indexOf(END);
	if (begin === -1 || end < begin) throw new Error(`docs/api.md lacks '${BEGIN}' … '${END}'`);
	return `${page.slice(0, begin)}${BEGIN}\n\n${routes()}\n\n${faults()}\n\n${page.slice(end)}`;
}

function routes(): string {
	const rows = REST_ROUTES.map(({ method, path, fields, doc }) => {
		const given = fields.filter((field) => field.in !== 'path').map(describe);
		const what = given.length === 0 ? doc : `${doc}<br>${given.join('<br>')}`;
		return `| \`${method} ${path.replace('/api/v1', '')}\` | ${what} |`;
	});
	return ['| below `/api/v1` | |', '| --- | --- |', ...rows].join('\n');
}

function describe({ name, in: place, doc, default: otherwise }: Field): string {
	const where = place === 'query' ? `\`?${name}=\`` : `\`"${name}"\``;
	const isTold = otherwise !== undefined && otherwise !== '' && !Array.isArray(otherwise);
	return `${where} ${doc}${isTold ? ` (\`${String(otherwise)}\`)` : ''}`;
}

function faults(): string {
	const mentioned = new Set(REST_ROUTES.flatMap((route) => route.faults));
	const names = (Object.keys(FAULT_CODES) as (keyof typeof FAULT_CODES)[]).filter((name) => mentioned.has(name));
	const rows = names
		.toSorted((one, other) => FAULT_STATUS[one] - FAULT_STATUS[other] || FAULT_CODES[one] - FAULT_CODES[other])
		.map((name) => `| ${FAULT_STATUS[name]} | \`${name}\` | ${FAULT_CODES[name]} |`);
	return ['| status | `fault` | `code` |', '| --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(PAGE, withApiReference(readFileSync(PAGE, 'utf8')));
