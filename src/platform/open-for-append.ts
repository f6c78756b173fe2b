import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { systemError } from './errno.ts';

const APPEND = constants.O_WRONLY | constants.O_APPEND;
// Neither a named pipe without a reader nor one that is full may stop the daemon.
const NEVER_WAIT = constants.O_NONBLOCK | constants.O_NOCTTY;
/** Links that images make of their logs: what they lead to is the daemon's own, whoever made them. */
const HARMLESS: ReadonlySet<string> = new Set([
	'/dev/null',
	...['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', '/proc/1/fd/1'],
	...['/dev/stderr', '/dev/fd/2', '/proc/self/fd/2', '/proc/1/fd/2'],
]);

/**
 * Opens `path` for appending, creating it with `mode` less the umask. Throws Node's error with `code`.
 *
 * A service may own the folder of its log, and put a symbolic link to any file there: root would create it, or append
 * to it, what the service prints. So root follows the links of others only where they could write themselves - their
 * own files - as the kernel does in /tmp (`fs.protected_symlinks`); `ELOOP` else.
 */
export function openForAppend(path: string, mode: number): number {
	const link = process.geteuid?.() === 0 ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
	if (link?.isSymbolicLink() !== true) {
		// Should it become a link in this very moment, it is one of somebody else's.
		const noLink = process.geteuid?.() === 0 ? constants.O_NOFOLLOW : 0;
		return openNamedPipe(path, noLink) ?? openSync(path, APPEND | constants.O_CREAT | NEVER_WAIT | noLink, mode);
	}
	if (link.uid === 0) return openNamedPipe(path, 0) ?? openSync(path, APPEND | constants.O_CREAT | NEVER_WAIT, mode);
	const target = readlinkSync(path);
	if (HARMLESS.has(target)) return openNamedPipe(target, 0) ?? openSync(target, APPEND | NEVER_WAIT);
	return openOf(link, path);
}

/**
 * Read-write, which Linux allows of a named pipe: so the open needs no reader (ENXIO), a reader that comes later finds
 * what was written meanwhile, and one that goes away is no EPIPE.
 */
function openNamedPipe(path: string, noLink: number): number | undefined {
	if (statSync(path, { throwIfNoEntry: false })?.isFIFO() !== true) return undefined;
	try {
		return openSync(path, constants.O_RDWR | NEVER_WAIT | noLink);
	} catch {
		// EACCES: we may write to it only.
		return undefined;
	}
}

/** What the link leads to, which is not made where it is missing, if it belongs to whoever made the link. */
function openOf(link: Stats, path: string): number {
	const fd = openNamedPipe(path, 0) ?? openSync(path, APPEND | NEVER_WAIT);
	if (fstatSync(fd).uid === link.uid) return fd;
	closeSync(fd);
	throw systemError(`open ${path}`, systemConstants.errno.ELOOP);
}
