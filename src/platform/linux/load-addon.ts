import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Addon } from './addon.ts';

export type LoadedAddon =
	| { readonly type: 'loaded'; readonly addon: Addon; readonly path: string }
	/** One line: what was tried and why it failed. */
	| { readonly type: 'failed'; readonly reason: string };

/**
 * Loads the addon of this CPU: the prebuilt one beside the bundle, else the one that `scripts/build-native --local`
 * made where it was installed.
 * @param packageRoot The folder that holds `native/`; see `findPackageRoot`.
 */
export function loadAddon(packageRoot: string): LoadedAddon {
	if (process.platform !== 'linux') return { type: 'failed', reason: `there is no addon for ${process.platform}` };
	const name = `linux-${process.arch}.node`;
	const failures: string[] = [];
	for (const folder of ['prebuilt', 'build']) {
		const path = join(packageRoot, 'native', folder, name);
		if (!existsSync(path)) {
			failures.push(`${path}: no such file`);
			continue;
		}
		try {
			return { type: 'loaded', addon: open(path), path };
		} catch (error) {
			failures.push(error instanceof Error ? oneLine(error.message, path) : `${path}: ${String(error)}`);
		}
	}
	return { type: 'failed', reason: `cannot load the addon (${failures.join('; ')})` };
}

/** process.dlopen is require() of a .node file, and is the same in a CommonJS bundle and in an ES module. */
function open(path: string): Addon {
	const module = { exports: {} };
	process.dlopen(module, path, constants.dlopen.RTLD_NOW);
	return module.exports as Addon;
}

/** The dynamic linker begins with the path itself, or does not. */
function oneLine(message: string, path: string): string {
	const line = message.replaceAll(/\s*\n\s*/g, ' ');
	return line.includes(path) ? line : `${path}: ${line}`;
}
