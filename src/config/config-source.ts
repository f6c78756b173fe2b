import type { Account } from './config.ts';

/** The bytes of a file, or why there are none. */
export type FileContent =
	| { readonly ok: true; readonly bytes: Uint8Array }
	/** `reason` ends a sentence: `there is no such file`, `permission is denied`. */
	| { readonly ok: false; readonly reason: string };

/**
 * Everything of the outside that reading a configuration depends on.
 * The real one lives in `platform/`; a test builds one from what it wants to be true.
 * No method throws. A path is absolute, or relative to {@link workingDirectory}, and goes to the kernel as it stands:
 * to shorten `a/../b` first would let it pass where there is no `a`.
 */
export interface ConfigSource {
	/** What `%(ENV_X)s` sees, `HOME` for `~` too. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** `uname -n`. */
	readonly hostNodeName: string;
	/** Absolute. */
	readonly workingDirectory: string;
	/** Python's `tempfile.gettempdir()`: `TMPDIR`, `TEMP`, `TMP`, `/tmp`, `/var/tmp`, `/usr/tmp`, the first that can be written. */
	readonly temporaryDirectory: string;
	/** Who the daemon runs as. */
	readonly uid: number;
	readFile(path: string): FileContent;
	/** Follows symbolic links. */
	exists(path: string): boolean;
	/** Follows symbolic links. */
	isDirectory(path: string): boolean;
	/** A file that may be run, by whom the daemon runs as. */
	isExecutable(path: string): boolean;
	/** The names in a directory, without `.` and `..`, in any order; none where it cannot be read. */
	listDirectory(path: string): readonly string[];
	/** By name where a string is given, by uid where a number is. */
	findAccount(nameOrUid: string | number): Account | undefined;
	/** The gid, by name where a string is given, by gid where a number is. */
	findGroup(nameOrGid: string | number): number | undefined;
}
