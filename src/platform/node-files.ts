import {
	closeSync,
	constants,
	existsSync,
	fstatSync,
	lstatSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	type Stats,
	statSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openAppendFile } from './append-file.ts';
import { openDescriptorOutput } from './descriptor-output.ts';
import { errorCode, systemError } from './errno.ts';
import type { FileStatus, Files } from './files.ts';
import { isExecutable } from './is-executable.ts';
import { openReadFile, openRegular, statusOf } from './read-file.ts';
import { renameOver } from './rename-over.ts';

const { errno } = systemConstants;

/** The machine's own files, for the adapters that run on one. Every descriptor is O_CLOEXEC, as Node opens them. */
export function createNodeFiles(): Files {
	return {
		readText,
		status,
		openRead: openReadFile,
		writeText,
		openAppend: openAppendFile,
		openDescriptor: openDescriptorOutput,
		createUnique,
		exists: existsSync,
		isDirectory: (path) => statOf(path)?.isDirectory() ?? false,
		isExecutable,
		rename: renameOver,
		remove,
		list: (directory) => readdirSync(directory),
	};
}

/** More than any text of ours: what is larger is not meant. */
const TEXT_MAX_BYTES = 16 * 1024 * 1024;

function readText(path: string): string {
	const fd = openRegular(path);
	try {
		if (fstatSync(fd).size > TEXT_MAX_BYTES) throw systemError(`read ${path}`, errno.EFBIG);
		return readFileSync(fd, 'utf8');
	} finally {
		closeSync(fd);
	}
}

function status(path: string): FileStatus | undefined {
	const stats = statOf(path);
	return stats?.isFile() === true ? statusOf(stats) : undefined;
}

/** The folder is closed to us or read-only; the file is a mount of its own. */
const NO_RENAME: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY']);

function writeText(path: string, text: string, mode = 0o666): void {
	const link = lstatSync(path, { throwIfNoEntry: false });
	if (isDevice(statOf(path)) && !isForeignLink(link)) {
		// Should it become a link in this very moment, it is one of somebody else's.
		writeInPlace(path, text, link?.isSymbolicLink() === true ? 0 : constants.O_NOFOLLOW);
		return;
	}
	try {
		replace(path, text, mode);
	} catch (error) {
		// A pid file that was made for us in a folder that is not ours, or mounted into the container by itself.
		if (!NO_RENAME.has(errorCode(error)) || lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw error;
		writeInPlace(path, text, constants.O_TRUNC | constants.O_NOFOLLOW);
	}
}

function replace(path: string, text: string, mode: number): void {
	const beside = createUnique(join(dirname(path), `.${basename(path)}.`), '.new', mode);
	try {
		writeFileSync(beside, text);
		renameSync(beside, path);
	} catch (error) {
		rmSync(beside, { force: true });
		throw error;
	}
}

/** `pidfile=/dev/null`: a file renamed over it would be everybody's /dev/null from then on. */
function writeInPlace(path: string, text: string, flags: number): void {
	const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY | flags);
	try {
		writeFileSync(fd, text);
	} finally {
		closeSync(fd);
	}
}

function remove(path: string): void {
	const stats = lstatSync(path, { throwIfNoEntry: false });
	if (stats === undefined || isDevice(stats)) return;
	try {
		unlinkSync(path);
	} catch (error) {
		// Somebody else has removed it meanwhile.
		if (errorCode(error) !== 'ENOENT') throw error;
	}
}

/** Anybody may plant a link in /tmp, to a disk say: it is replaced like any other file. */
function isForeignLink(link: Stats | undefined): boolean {
	return link?.isSymbolicLink() === true && link.uid !== 0 && link.uid !== process.geteuid?.();
}

function isDevice(stats: Stats | undefined): boolean {
	return stats !== undefined && (stats.isCharacterDevice() || stats.isBlockDevice());
}

// mkstemp's alphabet and length as Python's tempfile has them, which supervisord names its AUTO logs with.
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789_';
const RANDOM_LENGTH = 8;

function createUnique(prefix: string, suffix: string, mode = 0o600): string {
	for (;;) {
		const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET.charAt(Math.random() * ALPHABET.length));
		const path = `${prefix}${random.join('')}${suffix}`;
		try {
			closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode));
			return path;
		} catch (error) {
			// Someone has that name already; the next one is as good.
			if (errorCode(error) !== 'EEXIST') throw error;
		}
	}
}

function statOf(path: string): Stats | undefined {
	try {
		return statSync(path, { throwIfNoEntry: false });
	} catch {
		// EACCES, ELOOP: there is nothing there for us.
		return undefined;
	}
}
