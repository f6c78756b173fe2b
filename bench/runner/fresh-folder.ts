import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'podvisor-bench-';
/** A tmpfs, where there is one. */
export const TMPFS: string = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A fresh folder on a tmpfs, which is this process's. */
export function freshFolder(base: string = TMPFS): string {
	return mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
}

/** Removes the folders of this process when it ends, also when it is killed: a shell waits for the end of its input. */
export function removeFoldersAtEnd(bases: readonly string[] = [TMPFS]): void {
	const patterns = bases.map((base) => `"${base}/${PREFIX}${process.pid}-"*`);
	// A pod that is being killed may write for a moment yet.
	const script = `while read -r line; do :; done; sleep 1; rm -rf ${patterns.join(' ')}`;
	const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
	shell.unref();
	// Its pipe shall keep nobody alive either.
	(shell.stdin as Socket | null)?.unref();
}

/** Removes the folders of benches that were killed with all that they had. */
export function removeLeftFolders(base: string = TMPFS): void {
	for (const name of readdirSync(base)) {
		const [, pid] = /^podvisor-bench-(\d+)-/.exec(name) ?? [];
		if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(base, name), { recursive: true, force: true });
	}
}
