import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Account } from '../../src/config/config.ts';
import type { ConfigSource } from '../../src/config/config-source.ts';

/** This machine, with some of it replaced. */
export function nodeConfigSource(replaced: Partial<ConfigSource> = {}): ConfigSource {
	const workingDirectory = replaced.workingDirectory ?? process.cwd();
	// Not path.resolve(), which takes `a/..` away even where there is no a.
	const at = (path: string): string => (path.startsWith('/') ? path : `${workingDirectory}/${path}`);
	return {
		environment: {},
		hostNodeName: hostname(),
		workingDirectory,
		temporaryDirectory: '/tmp',
		uid: process.getuid?.() ?? 0,
		readFile(path) {
			try {
				return { ok: true, bytes: readFileSync(at(path)) };
			} catch (error) {
				return { ok: false, reason: String((error as NodeJS.ErrnoException).code) };
			}
		},
		exists: (path) => existsSync(at(path)),
		isDirectory: (path) => statSync(at(path), { throwIfNoEntry: false })?.isDirectory() ?? false,
		isExecutable: (path) => ((statSync(at(path), { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0,
		listDirectory: (path) => (existsSync(at(path)) ? readdirSync(at(path)) : []),
		findAccount(nameOrUid) {
			for (const [name = '', , uid, gid, , home = ''] of table('/etc/passwd')) {
				const account: Account = { name, uid: Number(uid), gid: Number(gid), home };
				if (nameOrUid === name || nameOrUid === account.uid) return account;
			}
			return undefined;
		},
		findGroup(nameOrGid) {
			for (const [name, , gid] of table('/etc/group')) {
				if (nameOrGid === name || nameOrGid === Number(gid)) return Number(gid);
			}
			return undefined;
		},
		...replaced,
	};
}

function table(path: string): string[][] {
	return readFileSync(path, 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => line.split(':'));
}
