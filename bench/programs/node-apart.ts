import { constants, copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../runner/cache-folder.ts';

/**
 * A copy of this Node that nobody else runs: the pages of the bench's own are shared with the bench, which would make
 * a peer's share of them look small.
 */
export function nodeApart(): string {
	const copy = join(cacheFolder('node'), process.version, 'node');
	if (existsSync(copy)) return copy;
	mkdirSync(dirname(copy), { recursive: true });
	const fresh = `${copy}.${process.pid}`;
	// Not a reflink, whose pages some file systems share.
	copyFileSync(process.execPath, fresh, constants.COPYFILE_EXCL);
	renameSync(fresh, copy);
	return copy;
}
