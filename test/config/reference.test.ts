import { readFileSync } from 'node:fs';
import t from 'tap';
import { renderReference } from '../../src/config/options/render-reference.ts';
import { SECTION_TABLE } from '../../src/config/options/section-table.ts';
import { nodeConfigSource } from './node-config-source.ts';

t.test('docs/CONFIGURATION.md is what the option table says', async (t) => {
	const page = readFileSync(new URL('../../docs/CONFIGURATION.md', import.meta.url), 'utf8');
	t.equal(page, renderReference(), 'run `node scripts/generate-config-reference.ts` where it is not');
});

t.test('every default is a value that its own option accepts', async (t) => {
	for (const { name: section, options } of SECTION_TABLE) {
		for (const { name, type, default: text } of options) {
			if (text === undefined) continue;
			t.ok(type.parse(text, nodeConfigSource()).ok, `${section} ${name}=${text}`);
		}
	}
});

t.test('every option is told apart and explained', async (t) => {
	for (const { name: section, options } of SECTION_TABLE) {
		const names = options.map(({ name }) => name);
		t.equal(new Set(names).size, names.length, `${section} has each option once`);
		for (const { name, doc } of options) t.match(doc, /^[^.].*[^.]$/s, `${section} ${name}`);
	}
});
