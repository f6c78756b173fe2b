import t from 'tap';
import { emptyDocument } from '../../src/config/ini/ini-document.ts';
import { logicalLines } from '../../src/config/ini/logical-lines.ts';
import { mergeIni } from '../../src/config/ini/merge-ini.ts';

/** The values of section `s`, each as `line: text`. */
function values(...files: readonly string[]): Record<string, string> {
	const document = emptyDocument();
	for (const [index, text] of files.entries()) mergeIni(document, `${index}.conf`, text);
	const section = document.sections.get('s') ?? new Map();
	return Object.fromEntries([...section].map(([key, { text, place }]) => [key, `${place.line}: ${text}`]));
}

const TABLE: readonly (readonly [name: string, body: string, expected: Record<string, string>])[] = [
	[
		'= and :',
		'a=1\nb:2\nc = 3\nd : 4\ne=f:g\nh:i=j',
		{ a: '2: 1', b: '3: 2', c: '4: 3', d: '5: 4', e: '6: f:g', h: '7: i=j' },
	],
	['keys in any case', 'Key=1\nKEY=2', { key: '3: 2' }],
	[
		'a comment after white space, in quotes as well',
		'a=x ;y\nb=x;y\nc="x ; y"\nd=x\t#y\ne=x#y',
		{ a: '2: x', b: '3: x;y', c: '4: "x', d: '5: x', e: '6: x#y' },
	],
	['the comment that ConfigParser finds, not the first', 'a=x;y ;z #c', { a: '2: x;y ;z' }],
	['lines that are comments', '; a=1\n# b=2\n  ;c=3\nd=4', { d: '5: 4' }],
	['a value that goes on', 'a=1\n 2\n\t3\nb=4', { a: '2: 1\n2\n3', b: '5: 4' }],
	[
		'comments and blank lines within a value',
		'a=1\n\n 2\n; no\n # no\n 3 ; no\n\nb=4',
		{ a: '2: 1\n\n2\n3', b: '9: 4' },
	],
	['a blank line with white space', 'a=1\n   \n 2', { a: '2: 1\n\n2' }],
	['keys that are indented alike', '  a=1\n  b=2\n    3', { a: '2: 1', b: '3: 2\n3' }],
	['an indented section after a value as its continuation', 'a=1\n [t]\nb=2', { a: '2: 1\n[t]', b: '4: 2' }],
	['empty values', 'a=\nb=\n c', { a: '2: ', b: '3: \nc' }],
	[
		'keys with all kinds of signs',
		'a.b=1\nc d=2\n"e"=3\n__proto__=4\nf[]=5\n7=8',
		{ 'a.b': '2: 1', 'c d': '3: 2', '"e"': '4: 3', ['__proto__']: '5: 4', 'f[]': '6: 5', 7: '7: 8' },
	],
	[
		'values that look like others',
		'a=true\nb=null\nc="q"\nd=[x]\ne={"j":1}\nf=\\n',
		{ a: '2: true', b: '3: null', c: '4: "q"', d: '5: [x]', e: '6: {"j":1}', f: '7: \\n' },
	],
];

for (const [name, body, expected] of TABLE) {
	t.test(`reads ${name}`, async (t) => {
		t.same(values(`[s]\n${body}`), expected);
		t.same(values(`[s]\r\n${body.replaceAll('\n', '\r\n')}\r\n`), expected, 'with CRLF');
		t.same(values(`[s]\r${body.replaceAll('\n', '\r')}`), expected, 'with CR');
	});
}

t.test('merges sections that come again, in other files too', async (t) => {
	t.same(values('[s]\na=1\nb=1\n[t]\nx=y\n[s]\nb=2', '[s]\na=3\n'), { a: '2: 3', b: '7: 2' });
});

t.test('takes all up to the last bracket for the name of a section', async (t) => {
	const names = logicalLines('x', '[a]\n[b] c\n[d ]e] ; f\n[g;h]\n[ i ]\n[]]').lines.map(
		(line) => line.type === 'heading' && line.name,
	);
	t.same(names, ['a', 'b', 'd ]e', 'g;h', ' i ', ']']);
});

t.test('goes on after a bad line, and ends before the first section', async (t) => {
	t.same(
		logicalLines('x', '[s]\njunk\n=1\na=2\n[]').bad.map(({ place, reason }) => [place.line, reason]),
		[
			[2, 'no-delimiter'],
			[3, 'no-key'],
			[5, 'no-delimiter'],
		],
	);
	t.same(
		logicalLines('x', '\n; c\na=1\njunk\n[s]').bad.map(({ place, reason }) => [place.line, reason]),
		[[3, 'headless']],
	);
});
