import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/** Who runs the services: a name (or a uid that has none) for `user=`, and for nginx' workers. */
export interface ServiceAccount {
	readonly user: string;
	/** What to tell, where it is not what a reader would expect. */
	readonly note: string | undefined;
}

const CANDIDATES = ['www-data', 'nginx', 'node', 'nobody'];

/**
 * Root gives the services away to an account without privileges, provided that it can read them (a checkout under
 * `/root` it cannot). Anyone else runs them as oneself.
 *
 * @param files what the account must be able to read
 */
export function serviceAccount(files: readonly string[]): ServiceAccount {
	if (process.getuid?.() !== 0) return { user: ownName(), note: undefined };
	for (const [user, [uid, gid]] of accounts()) {
		if (canRead(files, uid, gid)) return { user, note: undefined };
	}
	const note = 'The services run as root: no unprivileged account of this machine can read this folder.';
	return { user: 'root', note };
}

function ownName(): string {
	try {
		return userInfo().username;
	} catch {
		// ENOENT: an arbitrary uid, as containers have it, without an entry in /etc/passwd.
		return String(process.getuid?.());
	}
}

function accounts(): [string, readonly [number, number]][] {
	const known = idsByName();
	return CANDIDATES.flatMap((name) => {
		const ids = known.get(name);
		return ids === undefined ? [] : [[name, ids] as [string, readonly [number, number]]];
	});
}

/** Name → uid and gid of `/etc/passwd`. */
function idsByName(): Map<string, readonly [number, number]> {
	const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
	return new Map(
		lines.map((line) => {
			const [name = '', , uid, gid] = line.split(':');
			return [name, [Number(uid), Number(gid)]];
		}),
	);
}

/** Asks the kernel, by a process of that account: modes alone do not tell (parents, ACLs, mounts). */
function canRead(files: readonly string[], uid: number, gid: number): boolean {
	const check = 'process.argv.slice(1).forEach((file) => fs.accessSync(file, fs.constants.R_OK))';
	const { status } = spawnSync(process.execPath, ['-e', check, ...files], { uid, gid, stdio: 'ignore', cwd: '/' });
	return status === 0;
}
