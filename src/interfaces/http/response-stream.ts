import type { ServerResponse } from 'node:http';
import type { HttpLimits } from './http-limits.ts';

/** An answer that goes on until somebody ends it. The client may go at any time: `closed` of the request tells. */
export interface ResponseStream {
	/**
	 * Sends, or keeps until the client takes it. False where the client is behind: wait for `onDrain()`, or go on and
	 * have it cut off when more than a MiB waits.
	 */
	write(chunk: string | Buffer): boolean;
	/** Called whenever all that waited was taken. */
	onDrain(callback: () => void): void;
	end(): void;
}

/** Nothing it does throws; once the client is gone, nothing happens. */
export class HttpResponseStream implements ResponseStream {
	readonly #response: ServerResponse;
	readonly #limits: HttpLimits;

	constructor(response: ServerResponse, limits: HttpLimits) {
		this.#response = response;
		this.#limits = limits;
		response.on('drain', () => response.socket?.setTimeout(0));
	}

	write(chunk: string | Buffer): boolean {
		const { socket } = this.#response;
		if (this.#response.destroyed || this.#response.writableEnded) return false;
		if (chunk.length === 0) return true;
		if (this.#response.write(chunk)) return true;
		if (this.#response.writableLength > this.#limits.streamMaxBytes) this.#response.destroy();
		else socket?.setTimeout(this.#limits.stalledMs);
		return false;
	}

	onDrain(callback: () => void): void {
		this.#response.on('drain', callback);
	}

	end(): void {
		this.#response.socket?.setTimeout(this.#limits.stalledMs);
		this.#response.end();
	}
}
