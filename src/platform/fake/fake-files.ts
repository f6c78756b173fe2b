import { constants } from 'node:os';
import { dirname, posix } from 'node:path';
import { systemError } from '../errno.ts';
import type { AppendFile, DescriptorOutput, FileStatus, Files, ReadFile } from '../files.ts';
import type { FakeFaults } from './fake-faults.ts';

/** A file's content, apart from its names: it lives on after `remove` while it is open. */
interface Inode {
	readonly ino: number;
	bytes: Buffer;
	mode: number;
}

/** Files in memory, with a disk that can be full. */
export class FakeFiles implements Files {
	/** Bytes that the disk still takes; files that shrink give theirs back. */
	diskBytesLeft: number = Number.POSITIVE_INFINITY;
	/** What was written to the daemon's own descriptors. */
	readonly descriptors: Map<number, FakeDescriptorOutput> = new Map();
	readonly #inodes = new Map<string, Inode>();
	readonly #folders = new Set<string>([
		'/',
		'/tmp',
		'/dev',
		'/var',
		'/var/log',
		'/run',
		'/etc',
		'/bin',
		'/usr',
		'/usr/bin',
	]);
	readonly #faults: FakeFaults;
	#serial = 0;
	#nextIno = 1;

	constructor(faults: FakeFaults) {
		this.#faults = faults;
	}

	/** Makes a file, its folders included; for tests. */
	put(path: string, content: string | Buffer, mode = 0o644): void {
		this.makeFolder(dirname(path));
		this.#inodes.set(path, { ino: this.#nextIno++, bytes: Buffer.from(content), mode });
	}

	makeFolder(path: string): void {
		for (let folder = path; !this.#folders.has(folder); folder = dirname(folder)) this.#folders.add(folder);
	}

	/** The whole content, or `undefined`; for tests. */
	content(path: string): string | undefined {
		return this.#inodes.get(path)?.bytes.toString();
	}

	readText(path: string): string {
		this.#fail('read', path);
		return this.#inode(path, 'open').bytes.toString();
	}

	status(path: string): FileStatus | undefined {
		const inode = this.#inodes.get(path);
		return inode === undefined ? undefined : statusOf(inode);
	}

	openRead(path: string): ReadFile {
		this.#fail('read', path);
		const inode = this.#inode(path, 'open');
		return {
			status: () => statusOf(inode),
			read: (offset, maxBytes) => Buffer.from(inode.bytes.subarray(offset, offset + Math.max(0, maxBytes))),
			close: () => {},
		};
	}

	writeText(path: string, text: string, mode = 0o666): void {
		this.#fail('open', path);
		this.#needFolder(path);
		this.#fail('write', path);
		const bytes = Buffer.from(text);
		if (bytes.length > this.diskBytesLeft) throw failure('write', path, 'ENOSPC');
		this.#free(this.#inodes.get(path));
		this.diskBytesLeft -= bytes.length;
		this.#inodes.set(path, { ino: this.#nextIno++, bytes, mode });
	}

	openAppend(path: string, mode = 0o666): AppendFile {
		this.#fail('open', path);
		this.#needFolder(path);
		if (this.#folders.has(path)) throw failure('open', path, 'EISDIR');
		const inode = this.#inodes.get(path) ?? { ino: this.#nextIno++, bytes: Buffer.alloc(0), mode };
		this.#inodes.set(path, inode);
		return {
			fd: -1,
			get size() {
				return inode.bytes.length;
			},
			isRegular: true,
			write: (bytes) => {
				this.#fail('write', path);
				const count = Math.min(bytes.length, this.diskBytesLeft);
				if (count === 0 && bytes.length > 0) throw failure('write', path, 'ENOSPC');
				inode.bytes = Buffer.concat([inode.bytes, bytes.subarray(0, count)]);
				this.diskBytesLeft -= count;
				return count;
			},
			grew: () => {},
			isLinked: () => this.#inodes.get(path) === inode,
			truncate: (size = 0) => {
				this.diskBytesLeft += Math.max(0, inode.bytes.length - size);
				inode.bytes = inode.bytes.subarray(0, size);
			},
			close: () => {},
		};
	}

	openDescriptor(fd: number): FakeDescriptorOutput {
		const known = this.descriptors.get(fd) ?? new FakeDescriptorOutput();
		this.descriptors.set(fd, known);
		return known;
	}

	createUnique(prefix: string, suffix: string): string {
		const path = `${prefix}${String(this.#serial++).padStart(6, '0')}${suffix}`;
		this.#needFolder(path);
		this.#inodes.set(path, { ino: this.#nextIno++, bytes: Buffer.alloc(0), mode: 0o600 });
		return path;
	}

	exists(path: string): boolean {
		return this.#inodes.has(path) || this.#folders.has(path);
	}

	isDirectory(path: string): boolean {
		return this.#folders.has(path);
	}

	isExecutable(path: string): boolean {
		return ((this.#inodes.get(path)?.mode ?? 0) & 0o111) !== 0;
	}

	rename(from: string, to: string): void {
		this.#fail('rename', from);
		const inode = this.#inode(from, 'rename');
		this.#needFolder(to);
		this.#free(this.#inodes.get(to));
		this.#inodes.delete(from);
		this.#inodes.set(to, inode);
	}

	remove(path: string): void {
		this.#free(this.#inodes.get(path));
		this.#inodes.delete(path);
	}

	list(directory: string): readonly string[] {
		if (!this.#folders.has(directory)) throw failure('scandir', directory, 'ENOENT');
		const all = [...this.#inodes.keys(), ...this.#folders].filter((path) => path !== '/');
		return all.filter((path) => dirname(path) === posix.resolve(directory)).map((path) => posix.basename(path));
	}

	#inode(path: string, syscall: string): Inode {
		const inode = this.#inodes.get(path);
		if (inode === undefined) throw failure(syscall, path, this.#folders.has(path) ? 'EISDIR' : 'ENOENT');
		return inode;
	}

	#needFolder(path: string): void {
		if (!this.#folders.has(dirname(path))) throw failure('open', path, 'ENOENT');
	}

	#free(inode: Inode | undefined): void {
		this.diskBytesLeft += inode?.bytes.length ?? 0;
	}

	#fail(step: string, path: string): void {
		const errno = this.#faults.take(step);
		if (errno !== undefined) throw failure(step, path, errno);
	}
}

/** What the daemon wrote to one of its own descriptors, whose reader may have stopped. */
export class FakeDescriptorOutput implements DescriptorOutput {
	/** Bytes that it still takes before it refuses. */
	room: number = Number.POSITIVE_INFINITY;
	#written = '';

	get text(): string {
		return this.#written;
	}

	get pendingBytes(): number {
		return 0;
	}

	write(bytes: Buffer): boolean {
		if (bytes.length > this.room) return false;
		this.room -= bytes.length;
		this.#written += bytes.toString();
		return true;
	}

	flush(_timeoutMs: number, callback: () => void): void {
		callback();
	}

	close(): void {}
}

function statusOf({ ino, bytes }: Inode): FileStatus {
	return { dev: 1, ino, size: bytes.length, mtimeMs: 0 };
}

function failure(syscall: string, path: string, code: string): NodeJS.ErrnoException {
	const errno = constants.errno[code as keyof typeof constants.errno] ?? 0;
	const error = systemError(`${syscall} '${path}'`, errno);
	return Object.assign(error, { syscall, path });
}
