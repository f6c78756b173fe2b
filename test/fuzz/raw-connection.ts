import { connect, type Socket } from 'node:net';
import { type HttpAnswer, readAnswers } from './read-answers.ts';

/** Where a control server listens, and what it wants to see. */
export interface Target {
	readonly address: { readonly path: string } | { readonly host: string; readonly port: number };
	/** The header that lets one in, with its line end; empty where none is needed. */
	readonly authorization: string;
}

/** A connection on which one sends what one likes. */
export class RawConnection {
	readonly closed: Promise<void>;
	readonly #socket: Socket;
	#chunks: Buffer[] = [];
	#isOver = false;
	#wake = (): void => {};

	constructor({ address }: Target) {
		this.#socket = connect(address);
		// ECONNRESET, EPIPE: it was cut, and 'close' follows.
		this.#socket.on('error', () => {});
		this.#socket.on('data', (chunk: Buffer) => {
			this.#chunks.push(chunk);
			this.#wake();
		});
		this.closed = new Promise((resolve) => {
			this.#socket.once('close', () => {
				this.#isOver = true;
				this.#wake();
				resolve();
			});
		});
	}

	get isOver(): boolean {
		return this.#isOver;
	}

	/** What came, and was not taken. */
	get received(): Buffer {
		return Buffer.concat(this.#chunks);
	}

	send(bytes: Buffer | string): void {
		if (this.#socket.writable) this.#socket.write(bytes);
	}

	/** Sends nothing more; what is answered still comes. */
	end(): void {
		this.#socket.end();
	}

	destroy(): void {
		this.#socket.destroy();
	}

	/** Reads nothing more, ever. */
	pause(): void {
		this.#socket.pause();
	}

	/** That of the answer that began, as soon as it did; 0 where the connection ended before. */
	async status(): Promise<number> {
		for (;;) {
			const [, status] = /^HTTP\/1\.1 (\d+) /.exec(this.received.toString('latin1', 0, 20)) ?? [];
			if (status !== undefined) return Number(status);
			if (this.#isOver) return 0;
			await this.#more();
		}
	}

	/** Takes the next answers: so many of them (1xx do not count), or fewer where the connection ends before. */
	async answers(count: number): Promise<readonly HttpAnswer[]> {
		for (;;) {
			const { answers, rest } = readAnswers(this.received, { isOver: this.#isOver });
			this.#chunks = [rest];
			const final = answers.filter(({ status }) => status >= 200);
			if (final.length >= count || this.#isOver) return final;
			if (answers.length > 0) return [...final, ...(await this.answers(count - final.length))];
			await this.#more();
		}
	}

	#more(): Promise<void> {
		return new Promise((resolve) => {
			this.#wake = resolve;
		});
	}
}
