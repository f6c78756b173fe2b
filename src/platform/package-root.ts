import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of the package: the nearest one above this file, or above the bundle it is in, that holds `native/`.
 * The bundle is CommonJS, where esbuild is told that `import.meta.dirname` is `__dirname`; without that the script's
 * own path serves. Where nothing is found the answer is a folder without an addon, and loading it says so.
 */
export function findPackageRoot(from: string = import.meta.dirname ?? scriptFolder()): string {
	for (let folder = from; ; folder = dirname(folder)) {
		if (existsSync(join(folder, 'native', 'prebuilt')) || existsSync(join(folder, 'native', 'build'))) return folder;
		if (dirname(folder) === folder) return from;
	}
}

/** npm's bins are symbolic links to the script. */
function scriptFolder(): string {
	const script = process.argv[1];
	return script === undefined || !existsSync(script) ? process.cwd() : dirname(realpathSync(script));
}
