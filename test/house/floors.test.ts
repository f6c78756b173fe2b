import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const ROOT: string = new URL('../..', import.meta.url).pathname;

t.test('a floor that imports one below it is refused, and only that', async (t) => {
	const cases = [
		['config', '../process/y.ts', true],
		['process', '../supervision/y.ts', true],
		['platform', '../logs/y.ts', true],
		['watch', '../daemon/y.ts', true],
		['supervision', '../platform/y.ts', true],
		['config', 'node:path', true],
		['process', 'node:fs', true],
		['logs', 'node:fs', true],
		['daemon', 'node:child_process', true],
		['daemon', '../logs/y.ts', false],
		['platform', 'node:fs', false],
	] as const;
	for (const [index, [floor, imported, refused]] of cases.entries()) {
		const source = `import { y } from '${imported}';\n\nconsole.log(y);\n`;
		const root = join(t.testdir(), String(index));
		mkdirSync(join(root, 'src', floor), { recursive: true });
		writeFileSync(join(root, 'biome.json'), readFileSync(join(ROOT, 'biome.json')));
		writeFileSync(join(root, 'src', floor, 'x.ts'), source);
		const { stdout, stderr } = spawnSync('biome', ['lint', 'src'], { cwd: root, encoding: 'utf8' });
		t.equal(/noRestrictedImports/.test(stdout + stderr), refused, `${floor} → ${imported}`);
	}
});

t.test('no file is a drawer for odds and ends', async (t) => {
	const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('.ts'),
	);
	t.ok(files.length > 50);
	t.strictSame(
		files.filter((file) => /(utils?|helpers?|common|misc)\.ts$/.test(file)),
		[],
	);
});

t.test('every source file exports something named like it, or is said to be a table or types', async (t) => {
	const pure = ['foundation', 'process', 'supervision'];
	for (const floor of pure) {
		for (const name of readdirSync(join(ROOT, 'src', floor))) {
			const source = readFileSync(join(ROOT, 'src', floor, name), 'utf8');
			t.match(source, /^export /m, `${floor}/${name}`);
			t.notMatch(source, /\bexport default\b/, `${floor}/${name}`);
			t.notMatch(source, /\b(Date\.now|performance\.now|setTimeout|Math\.random)\b/, `${floor}/${name} is pure`);
		}
	}
});
