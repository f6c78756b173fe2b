import type { SeededRandom } from './seeded-random.ts';

const SECTIONS = [
	'supervisord',
	'program:web',
	'program:web',
	'program:a.b',
	'group:x',
	'DEFAULT',
	'default',
	'12',
	'7',
	'__proto__',
	'constructor',
	'a]b',
	' program:web ',
	'é',
	'x;y',
	'x #y',
	'"q"',
	'%41',
	'toString',
	'[x',
	'a=b',
	'a:b:c',
] as const;
const KEYS = [
	'command',
	'command',
	'COMMAND',
	'Environment',
	'autostart',
	'a.b.c',
	'key with spaces',
	'__proto__',
	'constructor',
	'x[]',
	'É',
	'İ',
	'"quoted"',
	'a;b',
	'a#b',
	'1',
	'20',
	'3',
	'tab\tkey',
	'%',
	'ΑΣ',
	'hasOwnProperty',
	'[k',
	'k]',
] as const;
const VALUES = [
	'',
	'1',
	'true',
	'false',
	'null',
	'"daemon off;"',
	"'it''s'",
	'a=b',
	'a:b',
	'A="1",B="x;y"',
	'/bin/sh -c "a; b"',
	'x ; comment',
	'x;no comment',
	'x # comment',
	'x#no',
	'a;b ;c #d',
	'a#b #c ;d',
	'; all',
	'%(here)s/x',
	'100%',
	'%%',
	'\\n',
	'\\',
	'"',
	"'",
	'日本語',
	'\u00a0pad\u00a0',
	'\u2028',
	'a\u2028b',
	'\u0085',
	'a\u0085 b',
	'\ufeff',
	'\u001c',
	'a\u001cb',
	'nul\0nul',
	'[not a section]',
	'{"json": true}',
	'a\fb',
	'\f',
	'a\vb',
	'=',
	':',
	'= x',
	': =',
	'x\t; y',
	'x\u3000;y',
	'x\u2003#y',
	'🙂',
	'\\;',
	'\\#',
	'a,b',
	'"a";"b" ;"c"',
] as const;
const INDENTS = ['', '', '', '', ' ', '  ', '\t', '\t ', '    ', '\f', '\u00a0', '\u3000 '] as const;
const DELIMITERS = ['=', '=', '=', ' = ', ':', ': ', ' : ', '\t=\t', '==', ' =', '= ', '\u00a0=\u2003'] as const;
const LINE_ENDS = ['\n', '\n', '\n', '\n', '\r\n', '\r\n', '\r', '\n\n', '\n\r'] as const;
const NOISE = 'ab=:;#[] \t"\'%\\,.\n\r\f\v\0\u00a0\u0085\u2028\ufeffÉ';

/** One file, or several that are read one after the other: nasty, but of the kind that people and editors make. */
export function generateIniFiles(random: SeededRandom): string[] {
	const files = [makeFile(random)];
	while (random.chance(12)) files.push(makeFile(random));
	return files;
}

function makeFile(random: SeededRandom): string {
	const end = random.chance(70) ? random.pick(LINE_ENDS) : undefined;
	const bom = random.chance(1) ? '\ufeff' : '';
	const start = random.chance(97) ? `[${random.pick(SECTIONS)}]\n` : '';
	const body = random.several(0, 14, () => makeLine(random) + (end ?? random.pick(LINE_ENDS)));
	return (
		bom + (random.chance(30) ? `; hello\n\n` : '') + start + (random.chance(15) ? body.replace(/[\r\n]+$/, '') : body)
	);
}

function makeLine(random: SeededRandom): string {
	switch (random.below(20)) {
		case 0:
		case 1:
			return `${random.pick(INDENTS)}[${random.pick(SECTIONS)}]${random.pick(['', '', '', ' ; c', ' x', '#', ' ]', '\t#c'])}`;
		case 2:
		case 3:
			return random.pick(['', '', ' ', '\t', '   ', '\f', '\u00a0']);
		case 4:
		case 5:
			return `${random.pick(INDENTS)}${random.pick([';', '#', '; ', '# ', ';;', ' #;'])}${random.pick(VALUES)}`;
		case 6:
		case 7:
		case 8:
		case 9:
			return `${random.pick(['  ', '\t', ' ', '      ', '\u3000'])}${random.pick(VALUES)}`;
		case 10:
			return random.chance(8)
				? random.several(0, 12, () => random.pick(Array.from(NOISE)))
				: `k=${random.pick(VALUES)}${random.pick(VALUES)}`;
		case 11:
			return random.chance(6) ? random.pick(KEYS) + random.pick(['', ' ', ' ;']) : `${random.pick(KEYS)}=`;
		case 12:
			return `${random.pick(KEYS)}=${random.several(0, 10, () => random.pick(Array.from(NOISE.replace(/[\n\r]/g, ''))))}`;
		default:
			return `${random.chance(80) ? '' : random.pick(INDENTS)}${random.pick(KEYS)}${random.pick(DELIMITERS)}${random.pick(VALUES)}${random.pick(['', '', '', ' ', ' ; c', '\t# c', ';c', ' ;'])}`;
	}
}
