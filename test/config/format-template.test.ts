import t from 'tap';
import { type Expansions, formatTemplate } from '../../src/config/expand/format-template.ts';

const NAMES: Expansions = new Map<string, string | number>([
	['here', '/etc'],
	['process_num', 7],
	['ENV_A', 'a b'],
	['minus', -42],
]);

const GOOD: readonly (readonly [template: string, text: string])[] = [
	['', ''],
	['plain', 'plain'],
	['100%%', '100%'],
	['%(here)s/x', '/etc/x'],
	['%(process_num)d', '7'],
	['%(process_num)02d', '07'],
	['%(process_num)s', '7'],
	['%(process_num)5d|', '    7|'],
	['%(process_num)-5d|', '7    |'],
	['%(process_num)+d', '+7'],
	['%(process_num).3d', '007'],
	['%(process_num)x%(process_num)#o', '70o7'],
	['%(process_num)f', '7.000000'],
	['%(process_num).1e', '7.0e+00'],
	['%(minus)06d', '-00042'],
	['%(ENV_A).1s', 'a'],
	['%(ENV_A)r', "'a b'"],
];

for (const [template, text] of GOOD) {
	t.test(`expands ${JSON.stringify(template)}`, async (t) => {
		const formatted = formatTemplate(template, NAMES);
		t.same(formatted, { ok: true, text, bare: undefined });
	});
}

for (const template of [
	'%',
	'50% off',
	'%d',
	'%(here',
	'%(here)',
	'%(here)d',
	'%(nope)s',
	'%(here)z',
	'%(here)*s',
	'%(here)%',
	'%s%s',
	'%(here)s%s',
	'%5%',
]) {
	t.test(`refuses ${JSON.stringify(template)}`, async (t) => {
		t.equal(formatTemplate(template, NAMES).ok, false);
	});
}
