import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder outside the checkout for what the bench compiles and installs. */
export function cacheFolder(name: string): string {
	const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'podvisor-bench', name);
	mkdirSync(folder, { recursive: true });
	return folder;
}
