import t from 'tap';
import { matchRoute } from '../../../src/interfaces/rest/match-route.ts';
import { openApiDocument } from '../../../src/interfaces/rest/openapi-document.ts';
import { RestProblem } from '../../../src/interfaces/rest/rest-problem.ts';
import { REST_ROUTES } from '../../../src/interfaces/rest/rest-routes.ts';
import { REST_SCHEMAS } from '../../../src/interfaces/rest/rest-schemas.ts';
import { type Schema, schemaProblems } from './schema-problems.ts';

interface Described {
	readonly operationId: string;
	readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
	readonly requestBody?: object;
	readonly responses: Readonly<
		Record<string, { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }>
	>;
}

const DOCUMENT = openApiDocument(REST_ROUTES, '1.2.3') as {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
};

t.test('every row of the table is in the document, once', async (t) => {
	const described = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
	);
	t.strictSame(described.toSorted(), REST_ROUTES.map(({ method, path, id }) => `${method} ${path} ${id}`).toSorted());
	t.equal(new Set(described).size, described.length);
	t.equal(new Set(REST_ROUTES.map(({ id }) => id)).size, REST_ROUTES.length);
});

t.test('what stands in braces is a field in the path, and the other way round', async (t) => {
	for (const { path, fields } of REST_ROUTES) {
		const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		t.strictSame(
			fields.filter((field) => field.in === 'path').map(({ name }) => name),
			braces,
			path,
		);
		t.ok(
			fields.every((field) => field.in !== 'path' || field.default === undefined),
			'always given',
		);
	}
});

t.test('what the document refers to is there, and all that is there is of use', async (t) => {
	const refs = new Set(
		[...JSON.stringify(DOCUMENT).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name),
	);
	t.strictSame([...refs].toSorted(), Object.keys(REST_SCHEMAS).toSorted());
	for (const methods of Object.values(DOCUMENT.paths)) {
		for (const { responses, operationId } of Object.values(methods)) {
			t.ok(responses['200'], operationId);
			for (const { content } of Object.values(responses)) {
				// It throws at what leads nowhere, and at what the checker of the other tests would not look at.
				for (const { schema } of Object.values(content)) schemaProblems({}, schema, { root: DOCUMENT });
			}
		}
	}
});

t.test('no path but those in the document leads anywhere, and no method but theirs', async (t) => {
	const refusal = (method: string, path: string): RestProblem | undefined => {
		try {
			matchRoute(REST_ROUTES, { method, path });
		} catch (error) {
			if (error instanceof RestProblem) return error;
			throw error;
		}
		return undefined;
	};
	for (const [template, methods] of Object.entries(DOCUMENT.paths)) {
		const path = template.replaceAll(/\{\w+\}/g, 'workers:w%3A1%2F%20%C3%A4');
		const allowed = Object.keys(methods).map((method) => method.toUpperCase());
		for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'get', '']) {
			const refused = refusal(method, path);
			if (allowed.includes(method)) t.equal(refused, undefined, `${method} ${path}`);
			else t.match(refused, { status: 405, headers: { Allow: allowed.join(', ') } }, `${method} ${path}`);
		}
		for (const other of [`${path}/`, `/${path}`, `${path}/x/y`, path.toUpperCase(), path.replace('v1', 'v2')]) {
			t.equal(refusal('GET', other)?.status, 404, other);
		}
	}
	t.equal(refusal('GET', '/api/v1/programs/%zz')?.status, 400);
	t.equal(refusal('GET', '/api/v1/programs/%ff')?.status, 400);
	t.strictSame(
		[...matchRoute(REST_ROUTES, { method: 'GET', path: '/api/v1/programs/a%2Fb%3ac' }).path],
		[['name', 'a/b:c']],
	);
});

t.test('the checker sees what is wrong', async (t) => {
	const schema = REST_SCHEMAS.Result as Schema;
	const fine = { name: 'web', group: 'web', displayName: 'web', ok: true };
	t.strictSame(schemaProblems(fine, schema, { root: DOCUMENT }), []);
	t.strictSame(schemaProblems({ ...fine, ok: 1, more: 2 }, schema, { root: DOCUMENT }), [
		'$.ok: 1 is not boolean',
		'$.more is not described',
	]);
	t.strictSame(schemaProblems({ ...fine, fault: 'NO' }, schema, { root: DOCUMENT }), ['$.fault: "NO"']);
	t.strictSame(schemaProblems({ name: 'web' }, schema, { root: DOCUMENT }).length, 3);
});
