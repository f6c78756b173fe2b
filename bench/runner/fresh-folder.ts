import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'podvisor-bench-';
/** A tmpfs, where there is one. */
const BASE: string = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A fresh folder on a tmpfs, which is this process's. */
export function freshFolder(base: string = BASE): string {
	return mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
}

/** Removes the folders of benches that were killed. */
export function removeLeftFolders(base: string = BASE): void {
	for (const name of readdirSync(base)) {
		const [, pid] = /^podvisor-bench-(\d+)-/.exec(name) ?? [];
		if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(base, name), { recursive: true, force: true });
	}
}
