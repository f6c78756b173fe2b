import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds `dist/podvisord.js` where it is missing or older than any source. A failed build ends this process; in a
 * folder that belongs to somebody else, an older bundle has to do.
 */
export function buildIfStale(root: string): void {
	const bundle = join(root, 'dist/podvisord.js');
	if (existsSync(bundle) && (!isStale(bundle, root) || !isWritable(bundle))) return;
	process.stdout.write('Building Podvisor …\n');
	const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.js')], { cwd: root, stdio: 'inherit' });
	if (status !== 0) process.exit(status ?? 1);
}

function isStale(bundle: string, root: string): boolean {
	const sources = [
		'package.json',
		...globSync(['src/**/*.ts', 'native/*.c', 'scripts/build.js', 'scripts/build/*'], { cwd: root }),
	];
	return sources.some((source) => statSync(join(root, source)).mtimeMs > statSync(bundle).mtimeMs);
}

function isWritable(file: string): boolean {
	try {
		accessSync(file, constants.W_OK);
		return true;
	} catch {
		// EACCES, EROFS: the one who installed it builds it.
		return false;
	}
}
