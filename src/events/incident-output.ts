import type { ProcessConfig } from '../config/config.ts';
import type { StreamTap } from '../logs/stream-tap.ts';
import { TailRing } from '../logs/tail-ring.ts';
import type { FileStatus, Files } from '../platform/files.ts';
import { printableLines } from './printable-lines.ts';
import { keyOf } from './process-ref.ts';

/** Of a log file as much is looked at. */
const FILE_TAIL_BYTES = 64 * 1024;
/** Of a stream that no file holds as much is kept. */
const RING_BYTES = 16 * 1024;

/** It holds nothing, as /dev/null; /dev/shm is a file system of files. */
const DEVICE = /^\/dev\/(?!shm\/)/;

type StreamName = 'stdout' | 'stderr';

interface Tail {
	readonly bytes: Buffer;
	/** Nothing was written before them by this spawn. */
	readonly isWhole: boolean;
}

/** What was in a log file at the spawn. */
interface FileMark {
	readonly path: string;
	/** `undefined` where there was no file. */
	readonly before: FileStatus | undefined;
}

/** The present spawn of a process. */
interface Spawn {
	readonly marks: Readonly<Partial<Record<StreamName, FileMark>>>;
	readonly secrets: readonly string[];
}

/** Which files its streams are logged to, where they are, and what of its environment must not be shown. */
export interface SpawnedOutput {
	readonly stdout: string | undefined;
	readonly stderr: string | undefined;
	readonly secrets: readonly string[];
}

/**
 * The last lines that a process wrote, to be looked at when it died. They are read from its log file, so that nobody has
 * to look at what flows into it; only of a stream that no file holds the last bytes are kept.
 */
export class IncidentOutput {
	readonly #files: Files;
	readonly #spawns = new Map<string, Spawn>();
	readonly #rings = new Map<string, TailRing>();

	constructor(files: Files) {
		this.#files = files;
	}

	/** What must hear of a stream's bytes; `undefined` where its file will have them. */
	tapOf(config: ProcessConfig, stream: StreamName): StreamTap | undefined {
		const { target } = config[stream];
		const isHeld = target.type === 'auto' || (target.type === 'file' && !DEVICE.test(target.path));
		const isSilent = stream === 'stderr' && config.redirectStderr;
		// What a listener says on its stdout is its protocol.
		const isProtocol = config.kind === 'eventlistener' && stream === 'stdout';
		const name = ringName(keyOf(config), stream);
		if (isHeld || isSilent || isProtocol) {
			this.#rings.delete(name);
			return undefined;
		}
		const ring = new TailRing(RING_BYTES);
		this.#rings.set(name, ring);
		return { onOutput: (chunk) => ring.append(chunk) };
	}

	/** It is about to write, or the daemon in its place. */
	spawned(key: string, { stdout, stderr, secrets }: SpawnedOutput): void {
		this.forgetLines(key);
		this.#spawns.set(key, {
			marks: {
				...(stdout === undefined ? {} : { stdout: this.#mark(stdout) }),
				...(stderr === undefined ? {} : { stderr: this.#mark(stderr) }),
			},
			secrets,
		});
	}

	/** The last lines of its last spawn, as printable text. */
	linesOf(key: string, stream: StreamName): readonly string[] {
		const spawn = this.#spawns.get(key);
		if (spawn === undefined) return [];
		const ring = this.#rings.get(ringName(key, stream));
		const mark = spawn.marks[stream];
		const tail = ring === undefined ? mark && this.#fileTail(mark) : ring.tail;
		if (tail === undefined) return [];
		return printableLines(tail.bytes, { isWhole: tail.isWhole, secrets: spawn.secrets });
	}

	/** It is another spawn from now on, and has written nothing. */
	forgetLines(key: string): void {
		this.#spawns.delete(key);
		for (const stream of ['stdout', 'stderr'] as const) this.#rings.get(ringName(key, stream))?.clear();
	}

	/** The process is not in the configuration any more. */
	forget(key: string): void {
		this.#spawns.delete(key);
		for (const stream of ['stdout', 'stderr'] as const) this.#rings.delete(ringName(key, stream));
	}

	#mark(path: string): FileMark {
		return { path, before: attempt(() => this.#files.status(path)) };
	}

	/** What this spawn wrote, as far as it is not rotated away more than once. */
	#fileTail({ path, before }: FileMark): Tail | undefined {
		const now = attempt(() => this.#files.status(path));
		if (now === undefined) return undefined;
		if (before === undefined) return this.#read(path, { from: 0, maxBytes: FILE_TAIL_BYTES });
		if (isSame(before, now)) {
			// Truncated meanwhile, all that is there is new.
			const from = now.size < before.size ? 0 : before.size;
			return this.#read(path, { from, maxBytes: FILE_TAIL_BYTES });
		}
		const present = this.#read(path, { from: 0, maxBytes: FILE_TAIL_BYTES });
		const backup = `${path}.1`;
		const rotated = attempt(() => this.#files.status(backup));
		if (present === undefined || rotated === undefined || !isSame(before, rotated)) {
			return present === undefined ? undefined : { ...present, isWhole: false };
		}
		const older = this.#read(backup, { from: before.size, maxBytes: FILE_TAIL_BYTES - present.bytes.length });
		if (older === undefined || !present.isWhole) return { ...present, isWhole: false };
		return { bytes: Buffer.concat([older.bytes, present.bytes]), isWhole: older.isWhole };
	}

	#read(path: string, { from, maxBytes }: { readonly from: number; readonly maxBytes: number }): Tail | undefined {
		return attempt(() => {
			const file = this.#files.openRead(path);
			try {
				const { size } = file.status();
				const start = Math.max(from, size - maxBytes);
				return { bytes: file.read(start, maxBytes), isWhole: start === from };
			} finally {
				file.close();
			}
		});
	}
}

function ringName(key: string, stream: StreamName): string {
	return `${stream} ${key}`;
}

function isSame(one: FileStatus, other: FileStatus): boolean {
	return one.dev === other.dev && one.ino === other.ino;
}

function attempt<Value>(act: () => Value): Value | undefined {
	try {
		return act();
	} catch (error) {
		// ENOENT, EACCES, EISDIR, EINVAL, ELOOP, EIO …: an incident without its last lines is one as well.
		if (error instanceof Error && 'code' in error) return undefined;
		throw error;
	}
}
