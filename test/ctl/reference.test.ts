import { readFileSync } from 'node:fs';
import t from 'tap';
import { COMMAND_TABLE } from '../../src/ctl/commands/command-table.ts';
import { helpText } from '../../src/ctl/help-text.ts';
import { renderPodctlPage } from '../../src/ctl/render-podctl-page.ts';

t.test('docs/podctl.md is what the table of commands says', async (t) => {
	const page = readFileSync(new URL('../../docs/podctl.md', import.meta.url), 'utf8');
	t.equal(page, renderPodctlPage(), 'run `node scripts/generate-podctl-page.ts` where it is not');
});

t.test('every command of supervisorctl is there, and each is told apart and explained', async (t) => {
	const names = COMMAND_TABLE.map(({ name }) => name);
	t.equal(new Set(names).size, names.length);
	const theirs =
		'add avail clear exit fg help maintail open pid quit reload remove reread restart shutdown signal start status stop tail update version';
	for (const name of theirs.split(' ')) t.ok(names.includes(name), name);
	for (const { name, summary, forms } of COMMAND_TABLE) {
		t.match(summary, /^[a-z].*[^.]$/, name);
		t.ok(
			forms.every(([form, does]) => form.split(' ')[0] === name && does !== ''),
			name,
		);
	}
});

t.test('--help names every command, and fits a terminal of 120 columns', async (t) => {
	const lines = helpText().split('\n');
	for (const { name } of COMMAND_TABLE)
		t.ok(
			lines.some((line) => line.startsWith(`  ${name} `)),
			name,
		);
	for (const line of lines) t.ok(line.length <= 130, line);
});
