import type { ResponseStream } from '../http/response-stream.ts';

/** Characters that wait for a reader who is behind; what comes beyond is lost, and counted. */
const MOST_WAITING = 256 * 1024;

/** nginx in between shall not hold them back. */
export const SSE_HEADERS: Readonly<Record<string, string>> = {
	'Content-Type': 'text/event-stream; charset=utf-8',
	'X-Accel-Buffering': 'no',
};

export interface SseEvent {
	readonly event: string;
	readonly data: unknown;
	readonly id?: number;
}

/**
 * Server-sent events (HTML Living Standard, 9.2), each with one line of JSON. A reader who is behind costs a bounded
 * amount of memory: what does not fit is left out, and an event `lost` in its place tells how many that were.
 */
export class SseStream {
	readonly #stream: ResponseStream;
	readonly #waiting: string[] = [];
	#waitingSize = 0;
	#isBehind = false;
	#lost = 0;

	constructor(stream: ResponseStream) {
		this.#stream = stream;
		stream.onDrain(() => this.#drain());
	}

	send(event: SseEvent): void {
		const text = format(event);
		if (this.#isBehind && this.#waitingSize + text.length > MOST_WAITING) {
			this.#lost += 1;
			return;
		}
		this.#tellLost();
		this.#put(text);
	}

	/** What keeps proxies from taking the stream for dead, and finds out that a reader is gone. */
	beat(): void {
		if (!this.#isBehind) this.#put(':\n\n');
	}

	end(): void {
		this.#stream.end();
	}

	#tellLost(): void {
		if (this.#lost === 0) return;
		const count = this.#lost;
		this.#lost = 0;
		this.#put(format({ event: 'lost', data: { count } }));
	}

	#put(text: string): void {
		if (!this.#isBehind) {
			this.#isBehind = !this.#stream.write(text);
			return;
		}
		this.#waiting.push(text);
		this.#waitingSize += text.length;
	}

	#drain(): void {
		this.#isBehind = false;
		while (!this.#isBehind) {
			const text = this.#waiting.shift();
			if (text === undefined) break;
			this.#waitingSize -= text.length;
			this.#isBehind = !this.#stream.write(text);
		}
		if (!this.#isBehind) this.#tellLost();
	}
}

function format({ event, data, id }: SseEvent): string {
	const number = id === undefined ? '' : `id: ${id}\n`;
	return `${number}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
