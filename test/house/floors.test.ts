import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const SOURCES: readonly string[] = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
	(file) => file.endsWith('.ts'),
);

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
	t.ok(SOURCES.length > 50);
	t.strictSame(
		SOURCES.filter((file) => /(utils?|helpers?|common|misc)\.ts$/.test(file)),
		[],
	);
});

/** Families of small functions or tables, each about the one thing that the file is called after. */
const FAMILIES: readonly string[] = [
	'config/check/daemonizers.ts',
	'config/python/posix-path.ts',
	'config/values/log-target.ts',
	'ctl/client/client-error.ts',
	'daemon/spawn-request.ts',
	'daemon/start-line.ts',
	'foundation/signals.ts',
	'foundation/units.ts',
	'platform/fake/fake-pipes.ts',
	'platform/patient-writers.ts',
	'platform/portable/process-list.ts',
	'platform/portable/stream-pipes.ts',
	'process/exit-expectation.ts',
];

t.test('a file is found by the name of what it exports, and the list of those that are not is true', async (t) => {
	const unlike: string[] = [];
	for (const file of SOURCES.filter((file) => !file.startsWith('bin/') && !file.endsWith('.d.ts'))) {
		const source = readFileSync(join(ROOT, 'src', file), 'utf8');
		t.notMatch(source, /^export default\b/m, file);
		const exported = [...source.matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm)];
		// `node-files.ts`: createNodeFiles; `log-formats.ts`: LOG_FORMATS.
		const names = exported.map(([, name = '']) => name.replaceAll('_', '').toLowerCase());
		const wanted = basename(file, '.ts').replaceAll('-', '');
		if (!names.some((name) => name.includes(wanted))) unlike.push(file);
	}
	t.strictSame(unlike.sort(), FAMILIES);
});

t.test('the core asks no clock and no dice', async (t) => {
	for (const file of SOURCES.filter((file) => /^(foundation|process|supervision)\//.test(file))) {
		const source = readFileSync(join(ROOT, 'src', file), 'utf8');
		t.notMatch(source, /\b(Date\.now|performance\.now|setTimeout|Math\.random)\b/, file);
	}
});
