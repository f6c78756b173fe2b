import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Builds `dist/podvisord.js` where it is missing or older than any source. A failed build ends this process. */
export function buildIfStale(root: string): void {
	const bundle = join(root, 'dist/podvisord.js');
	const sources = ['package.json', ...globSync(['src/**/*.ts', 'native/*.c'], { cwd: root })];
	const changed = Math.max(...sources.map((source) => statSync(join(root, source)).mtimeMs));
	if (existsSync(bundle) && statSync(bundle).mtimeMs >= changed) return;
	process.stdout.write('Building Podvisor …\n');
	const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.js')], { cwd: root, stdio: 'inherit' });
	if (status !== 0) process.exit(status ?? 1);
}
