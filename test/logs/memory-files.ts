import type { AppendFile, DescriptorOutput, Files } from '../../src/platform/files.ts';
import type { Clock } from '../../src/platform/system.ts';

interface Node {
	content: Buffer[];
	size: number;
}

/** Files in memory whose system calls fail as a test wants: enough of the port for what logs do with it. */
export class MemoryFiles {
	readonly nodes: Map<string, Node> = new Map();
	/** Bytes that all files together may still grow by. */
	freeBytes: number = Number.POSITIVE_INFINITY;
	failOpen: string | undefined;
	failWrite: string | undefined;
	failRename: ((from: string, to: string) => string | undefined) | undefined;
	opens = 0;
	closed = 0;
	readonly descriptors: Map<number, MemoryDescriptor> = new Map();

	text(path: string): string | undefined {
		const node = this.nodes.get(path);
		return node === undefined ? undefined : Buffer.concat(node.content).toString('latin1');
	}

	/** The port; what logs do not use is not there. */
	get port(): Files {
		return {
			openAppend: (path: string) => this.#openAppend(path),
			openDescriptor: (fd: number) => this.#openDescriptor(fd),
			createUnique: (prefix: string, suffix: string) => {
				fail(this.failOpen, 'open');
				this.#node(`${prefix}abcd1234${suffix}`);
				return `${prefix}abcd1234${suffix}`;
			},
			exists: (path: string) => this.nodes.has(path),
			rename: (from: string, to: string) => this.#rename(from, to),
			remove: (path: string) => {
				this.nodes.delete(path);
			},
			list: () => [...this.nodes.keys()],
		} as unknown as Files;
	}

	#node(path: string): Node {
		const known = this.nodes.get(path);
		if (known !== undefined) return known;
		const node = { content: [], size: 0 };
		this.nodes.set(path, node);
		return node;
	}

	#openAppend(path: string): AppendFile {
		fail(this.failOpen, 'open');
		this.opens += 1;
		const node = this.#node(path);
		const append = (bytes: Buffer) => {
			fail(this.failWrite, 'write');
			const count = Math.min(bytes.length, this.freeBytes);
			if (count === 0 && bytes.length > 0) fail('ENOSPC', 'write');
			this.freeBytes -= count;
			node.content.push(Buffer.from(bytes.subarray(0, count)));
			node.size += count;
			return count;
		};
		let isOpen = true;
		return {
			fd: 100 + this.opens,
			get size() {
				return node.size;
			},
			isRegular: true,
			write: (bytes) => {
				if (!isOpen) fail('EBADF', 'write');
				return append(bytes);
			},
			grew: (count) => {
				node.content.push(Buffer.alloc(count, 's'));
				node.size += count;
			},
			isLinked: () => this.nodes.get(path) === node,
			truncate: () => {
				this.freeBytes += node.size;
				node.content = [];
				node.size = 0;
			},
			close: () => {
				if (!isOpen) fail('EBADF', 'close');
				isOpen = false;
				this.closed += 1;
			},
		};
	}

	#openDescriptor(fd: number): DescriptorOutput {
		const descriptor = this.descriptors.get(fd);
		if (descriptor === undefined) throw systemError('EBADF', 'fstat');
		return descriptor;
	}

	#rename(from: string, to: string): void {
		fail(this.failRename?.(from, to), 'rename');
		const node = this.nodes.get(from);
		if (node === undefined) throw systemError('ENOENT', 'rename');
		this.nodes.set(to, node);
		this.nodes.delete(from);
	}
}

export class MemoryDescriptor implements DescriptorOutput {
	readonly written: string[] = [];
	isStalled = false;
	pendingBytes = 0;

	write(bytes: Buffer): boolean {
		if (this.isStalled) {
			this.pendingBytes = 1;
			return false;
		}
		this.pendingBytes = 0;
		this.written.push(bytes.toString());
		return true;
	}

	flush(_timeoutMs: number, callback: () => void): void {
		callback();
	}

	close(): void {}

	get text(): string {
		return this.written.join('');
	}
}

/** A clock that stands until the test moves it; its wall is in 2024. */
export class StandingClock implements Clock {
	nowMs = 0;

	now(): number {
		return this.nowMs;
	}

	wall(): number {
		return Date.UTC(2024, 0, 2, 3, 4, 5, 678) + this.nowMs;
	}

	at(): () => void {
		throw new Error('logs arm no timers');
	}
}

function fail(code: string | undefined, syscall: string): void {
	if (code !== undefined) throw systemError(code, syscall);
}

function systemError(code: string, syscall: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
}
