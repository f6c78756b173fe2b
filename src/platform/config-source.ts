import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Account } from '../config/config.ts';
import type { ConfigSource, FileContent } from '../config/config-source.ts';
import type { Accounts } from './accounts.ts';
import { errorCode } from './errno.ts';
import { isExecutable } from './is-executable.ts';

/** This machine, as reading a configuration sees it. */
export function createConfigSource(accounts: Accounts): ConfigSource {
	const { env } = process;
	const directory = workingDirectory();
	// The daemon may be in another directory by the time it reads its configuration again.
	const at = (path: string): string => (path.startsWith('/') ? path : `${directory}/${path}`);
	return {
		environment: env,
		hostNodeName: hostname(),
		workingDirectory: directory,
		temporaryDirectory: temporaryDirectory(env),
		uid: process.getuid?.() ?? 0,
		readFile: (path) => readFile(at(path)),
		exists: (path) => statOf(at(path)) !== undefined,
		isDirectory: (path) => statOf(at(path))?.isDirectory() ?? false,
		isExecutable: (path) => isExecutable(at(path)),
		listDirectory: (path) => listDirectory(at(path)),
		findAccount: (nameOrUid) => accounts.findAccount(nameOrUid) ?? ownAccount(nameOrUid),
		findGroup: (nameOrGid) => accounts.findGroup(nameOrGid),
	};
}

/** `docker run --user 12345`: there is no such user, and yet it is who we are. */
function ownAccount(nameOrUid: string | number): Account | undefined {
	const uid = process.getuid?.();
	if (uid === undefined || String(nameOrUid) !== String(uid)) return undefined;
	return { name: String(uid), uid, gid: process.getgid?.() ?? uid, home: process.env['HOME'] ?? '/' };
}

const REASONS: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'there is no such file',
	EACCES: 'permission is denied',
	EISDIR: 'it is a directory',
	ELOOP: 'its symbolic links go round in a circle',
};

function readFile(path: string): FileContent {
	try {
		return { ok: true, bytes: readFileSync(path) };
	} catch (error) {
		const code = errorCode(error) ?? String(error);
		return { ok: false, reason: REASONS[code] ?? code };
	}
}

function statOf(path: string): ReturnType<typeof statSync> | undefined {
	try {
		return statSync(path);
	} catch {
		// ENOENT, EACCES, ENOTDIR, ELOOP: for whoever asks, there is nothing.
		return undefined;
	}
}

function listDirectory(path: string): readonly string[] {
	try {
		return readdirSync(path);
	} catch {
		// As Python's glob: a folder that cannot be read holds nothing.
		return [];
	}
}

function workingDirectory(): string {
	try {
		return process.cwd();
	} catch {
		// ENOENT: it was deleted under us, so that no relative path means anything; an absolute one still does.
		return '/';
	}
}

/** The candidates of Python's `tempfile`. */
function temporaryDirectory(env: NodeJS.ProcessEnv): string {
	const candidates = [env['TMPDIR'], env['TEMP'], env['TMP'], '/tmp', '/var/tmp', '/usr/tmp'];
	return candidates.find((path) => path !== undefined && path !== '' && isWritable(path)) ?? workingDirectory();
}

function isWritable(path: string): boolean {
	try {
		accessSync(path, constants.W_OK | constants.X_OK);
		return true;
	} catch {
		// EACCES, EROFS, ENOENT: the next one.
		return false;
	}
}
