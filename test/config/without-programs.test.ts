import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { emptyDocument, type IniDocument } from '../../src/config/ini/ini-document.ts';
import { mergeIni } from '../../src/config/ini/merge-ini.ts';
import { withoutPrograms } from '../../src/config/ini/without-programs.ts';
import '../fixtures/seed.ts';

t.test('sections of programs are blank, and no other line its number', async (t) => {
	const lean = withoutPrograms(
		'[supervisord]\nuser=root\n[program:a]\ncommand=x\n\n; remark\n  more\n[podctl]\nserverurl=s\n[program:b]\r\ncommand=y\r\n',
	);
	t.equal(lean, '[supervisord]\nuser=root\n \n \n\n \n \n[podctl]\nserverurl=s\n \r\n \r\n');
});

t.test('where a bracket may mean anything, a section stays', async (t) => {
	for (const section of [
		'[program:a]\nenvironment=A="1",\n  [podctl]\n',
		'[program:a]\ncommand=x\n [podctl]\nserverurl=x\n',
		'[program:a ;]\ncommand=x\n',
		'[program:a] [b]\ncommand=x\n',
		' [program:a]\ncommand=x\n',
		'x[program:a]\ncommand=x\n',
		'[program:a]\ncommand=x\n;[podctl]\n',
		'[program:a]\ncommand=x\n[]\n  more\n',
	]) {
		t.equal(withoutPrograms(section), section);
	}
});

/** Lines that might be told apart wrongly. */
const LINES = [
	'[program:a]',
	'[program:a]',
	'[program:b]',
	'[program:a;b]',
	'[program:a ;b]',
	'[program:a] ; remark',
	'[program:',
	'[program:]',
	' [program:a]',
	'[podctl]',
	'[supervisorctl]',
	'[supervisorctl]',
	' [podctl]',
	'[unix_http_server]',
	'[DEFAULT]',
	'[]',
	'[x',
	'x]',
	'[x = y',
	';[podctl]',
	'; [podctl]',
	'#',
	'',
	' ',
	'\t',
	'serverurl=1',
	'serverurl=2',
	'file=x',
	' more',
	'\tmore',
	' [podctl]',
	' serverurl=3',
	'=',
	'x',
	'file=x ; y',
	'a=[b]',
	'\u2028',
	'\u2028[podctl]',
	'\u00a0[podctl]',
	'\x0b[podctl]',
	'\x1c[program:a]',
] as const;

t.test('the other sections are what they are in the whole', async (t) => {
	let changed = 0;
	const lines = fc.array(fc.tuple(fc.constantFrom(...LINES), fc.constantFrom('\n', '\n', '\r\n', '\r')), {
		maxLength: 14,
	});
	fc.assert(
		fc.property(lines, fc.boolean(), (lines, isCut) => {
			const whole = lines.map(([line, end]) => line + end).join('');
			const text = isCut ? whole.slice(0, -1) : whole;
			const lean = withoutPrograms(text);
			if (lean !== text) changed += 1;
			deepStrictEqual(read(lean), read(text));
		}),
		{ numRuns: 5000 },
	);
	t.ok(changed > 100, `${changed} were changed`);
});

/** What is not a program's. */
function read(text: string): Pick<IniDocument, 'sections' | 'defaults' | 'headings'> {
	const { sections, defaults, headings } = emptyDocument();
	mergeIni({ sections, defaults, headings, titles: new Map(), repeated: [] }, 'f', text);
	for (const name of [...sections.keys()].filter((name) => name.startsWith('program:'))) {
		sections.delete(name);
		headings.delete(name);
	}
	return { sections, defaults, headings };
}
