import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { nativeProgram } from './native-program.ts';

export interface Stamp {
	readonly name: string;
	/** In the PID namespace of the one that wrote it. */
	readonly pid: number;
	/** CLOCK_MONOTONIC at its first instruction. */
	readonly ns: bigint;
}

/** A fifo that programs write their stamps to (bench/native/stamp.c), and who reads them while the bench sleeps. */
export class Stamps {
	readonly path: string;
	readonly #fd: number;
	readonly #collectors = new Set<ChildProcess>();

	constructor(path: string) {
		const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' });
		if (status !== 0) throw new Error(`mkfifo ${path}: ${stderr}`);
		this.path = path;
		// Kept open, so that nothing written is lost between two readers.
		this.#fd = openSync(path, constants.O_RDWR);
	}

	/** The command line of a program that stamps here. */
	argv(name: string): string[] {
		return [nativeProgram('stamp'), this.path, name];
	}

	/**
	 * Resolves once somebody waits for the next `count` stamps; what it resolves to gives them in the order in which they
	 * came, or rejects when they have not all come after so many milliseconds.
	 */
	async expect(count: number, timeoutMs = 60_000): Promise<() => Promise<Stamp[]>> {
		const child = spawn(nativeProgram('collect'), [String(count)], { stdio: [this.#fd, 'pipe', 'inherit'] });
		const output = child.stdout as Readable;
		this.#collectors.add(child);
		const ended = once(child, 'close').finally(() => this.#collectors.delete(child));
		// Whoever asks for the stamps hears of it.
		ended.catch(() => undefined);
		let text = '';
		output.setEncoding('latin1').on('data', (chunk: string) => {
			text += chunk;
		});
		await Promise.race([once(output, 'data'), ended]);
		return async () => {
			const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
			const [code] = await ended;
			clearTimeout(timer);
			if (code !== 0) throw new Error(`not all of ${count} programs have started within ${timeoutMs / 1000} s`);
			return parseStamps(text);
		};
	}

	close(): void {
		for (const child of this.#collectors) child.kill('SIGKILL');
		closeSync(this.#fd);
	}
}

/** @param text "ready" and records of 64 bytes: name, pid, nanoseconds */
export function parseStamps(text: string): Stamp[] {
	return text
		.split('\n')
		.filter((line) => line.length === 63)
		.map((line) => {
			const [name = '', pid, ns = '0'] = line.trim().split(/ +/);
			return { name, pid: Number(pid), ns: BigInt(ns) };
		});
}
