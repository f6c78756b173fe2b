import t from 'tap';
import type { Field } from '../../../src/interfaces/rest/field.ts';
import { readFields } from '../../../src/interfaces/rest/read-fields.ts';
import { RestProblem } from '../../../src/interfaces/rest/rest-problem.ts';

const FIELDS: readonly Field[] = [
	{ name: 'name', in: 'path', type: 'string', doc: 'a name' },
	{ name: 'wait', in: 'query', type: 'boolean', doc: 'whether to wait', default: true },
	{ name: 'offset', in: 'query', type: 'int', doc: 'where', default: 0, minimum: -10, maximum: 10 },
	{ name: 'groups', in: 'query', type: 'strings', doc: 'which', default: [] },
	{ name: 'signal', in: 'body', type: 'string', doc: 'the signal', choices: ['HUP', 'TERM'] },
	{ name: 'count', in: 'body', type: 'int', doc: 'how many', default: 1 },
	{ name: 'names', in: 'body', type: 'strings', doc: 'who', default: [] },
];

function read(query: string, body: Readonly<Record<string, unknown>>): unknown {
	return readFields(FIELDS, { path: new Map([['name', 'web']]), query: new URLSearchParams(query), body });
}

function problemsOf(query: string, body: Readonly<Record<string, unknown>>): readonly string[] {
	try {
		read(query, body);
	} catch (error) {
		if (error instanceof RestProblem && error.status === 400) return error.problems ?? [];
		throw error;
	}
	return [];
}

t.test('values come with their types, and what is left out by its default', async (t) => {
	t.strictSame(read('', { signal: 'HUP' }), {
		name: 'web',
		wait: true,
		offset: 0,
		groups: [],
		signal: 'HUP',
		count: 1,
		names: [],
	});
	t.match(read('wait=false&offset=-7&groups=a,%20b,,', { signal: 'TERM', count: 3, names: ['x'] }), {
		wait: false,
		offset: -7,
		groups: ['a', 'b'],
		signal: 'TERM',
		count: 3,
		names: ['x'],
	});
});

t.test('everything that is wrong is told at once', async (t) => {
	t.strictSame(problemsOf('wait=1&offset=11&wat=1', { signal: 'KILL', count: '3', names: ['x', 1], sgnal: 'HUP' }), [
		"the query parameter 'wat' is not known here; did you mean 'wait'?",
		"the body's member 'sgnal' is not known here; did you mean 'signal'?",
		"the query parameter 'wait' is '1'; it must be true or false",
		"the query parameter 'offset' is 11; it must be at most 10",
		"the body's member 'signal' is 'KILL'; it must be one of HUP, TERM",
		"the body's member 'count' is '3'; it must be a whole number",
		"the body's member 'names' is an array; it must be an array of strings",
	]);
});

t.test('refuses', async (t) => {
	const cases: readonly [string, string, Readonly<Record<string, unknown>>, RegExp][] = [
		['what is missing', '', {}, /'signal' is missing; it is the signal/],
		['what is given twice', 'wait=true&wait=false', { signal: 'HUP' }, /'wait' is given more than once/],
		['a number below the least', 'offset=-11', { signal: 'HUP' }, /at least -10/],
		['a number that is none', 'offset=1e3', { signal: 'HUP' }, /must be a whole number/],
		['a number beyond what is exact', 'offset=9999999999999999', { signal: 'HUP' }, /must be a whole number/],
		['a fraction', '', { signal: 'HUP', count: 1.5 }, /must be a whole number/],
		['an object', '', { signal: { a: 1 } }, /is an object; it must be a string/],
		['null', '', { signal: null }, /is null; it must be a string/],
		['a body member in the query', 'signal=HUP', { signal: 'HUP' }, /'signal' is not known here/],
		['the prototype', '', JSON.parse('{"signal":"HUP","__proto__":{}}'), /'__proto__' is not known here/],
		['what every object has', 'constructor=x', { signal: 'HUP', toString: 'x' }, /'toString' is not known here/],
	];
	for (const [what, query, body, message] of cases) t.match(problemsOf(query, body).join('\n'), message, what);
	t.equal(
		problemsOf('', { signal: 'x'.repeat(100_000) }).join('').length < 200,
		true,
		'and quotes no more than it must',
	);
	const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x${index}`, 1]));
	t.equal(problemsOf('', { signal: 'HUP', ...many }).length, 8, 'nor names more than one would read');
});
