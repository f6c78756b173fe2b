import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

const ROOT: string = new URL('../..', import.meta.url).pathname;

t.test('the bundle is the same wherever it is built, and wherever node_modules really is', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-bundle-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const one = join(folder, 'one');
	const other = join(folder, 'some/deeper/place');
	for (const path of ['src', 'package.json', 'scripts/build.js']) {
		cpSync(join(ROOT, path), join(one, path), { recursive: true });
	}
	cpSync(one, other, { recursive: true });
	const built = build(one);
	const builtThere = build(other);
	t.strictSame([...built.keys()], ['LICENSES.txt', 'package.json', 'podctl.js', 'podvisord.js']);
	for (const [name, text] of built) {
		t.ok(text === builtThere.get(name), `${name} is the same`);
		t.notOk(text.includes(folder), `${name} does not name the place`);
	}
	t.match(built.get('podvisord.js'), /^\/\/ node_modules\/ini\//m, 'libraries by their name below the checkout');
});

/** What is in dist/ then, by name. */
function build(place: string): Map<string, string> {
	symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
	execFileSync(process.execPath, [join(place, 'scripts/build.js')]);
	const dist = join(place, 'dist');
	return new Map(readdirSync(dist).map((name) => [name, readFileSync(join(dist, name), 'utf8')]));
}
