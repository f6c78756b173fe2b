import type { InputPipe, OutputPipe } from '../system.ts';
import type { FakeClock } from './fake-clock.ts';

/** A pipe from fake processes to the daemon. */
export class FakeOutputPipe implements OutputPipe {
	readonly #clock: FakeClock;
	#chunks: Buffer[] = [];
	#writers = 1;
	#reader: { readonly onData: (chunk: Buffer) => void; readonly onEnd: () => void } | undefined;
	#closed = false;

	constructor(clock: FakeClock) {
		this.#clock = clock;
	}

	read(onData: (chunk: Buffer) => void, onEnd: () => void): void {
		if (this.#closed || this.#reader !== undefined) throw new Error('this pipe is being read, or closed');
		this.#reader = { onData, onEnd };
		this.#clock.soon('data', () => this.drain());
		this.#endWhenUnheld();
	}

	drain(): void {
		if (this.#reader === undefined) return;
		const chunks = this.#chunks;
		this.#chunks = [];
		for (const chunk of chunks) {
			if (!this.#closed) this.#reader.onData(chunk);
		}
	}

	splice(): number {
		return -1;
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#reader?.onEnd();
	}

	/** A process inherits the write end. */
	hold(): void {
		this.#writers++;
	}

	/** A process that held it is dead. */
	release(): void {
		this.#writers--;
		this.#endWhenUnheld();
	}

	/** A process writes; where nobody reads any more, it is lost, as after EPIPE. */
	put(bytes: Buffer): void {
		if (this.#closed || bytes.length === 0) return;
		this.#chunks.push(Buffer.from(bytes));
		this.#clock.soon('data', () => this.drain());
	}

	#endWhenUnheld(): void {
		if (this.#writers > 0 || this.#reader === undefined) return;
		this.#clock.soon('end', () => {
			this.drain();
			this.close();
		});
	}
}

/** A fake process' stdin. */
export class FakeInputPipe implements InputPipe {
	readonly #clock: FakeClock;
	readonly #received: Buffer[] = [];
	#onInput: ((bytes: Buffer) => void) | undefined;
	#onEnd: (() => void) | undefined;
	#state: 'open' | 'ended' | 'broken' = 'open';

	constructor(clock: FakeClock) {
		this.#clock = clock;
	}

	write(bytes: Buffer): boolean {
		if (this.#state !== 'open') return false;
		this.#received.push(Buffer.from(bytes));
		this.#clock.soon('data', () => this.#deliver());
		return true;
	}

	close(): void {
		if (this.#state !== 'open') return;
		this.#state = 'ended';
		this.#clock.soon('end', () => this.#deliver());
	}

	/** The process closed it, or is dead. */
	break(): void {
		this.#state = 'broken';
		this.#onInput = undefined;
		this.#onEnd = undefined;
	}

	listen(onInput: (bytes: Buffer) => void): void {
		this.#onInput = onInput;
		this.#deliver();
	}

	listenToEnd(onEnd: () => void): void {
		this.#onEnd = onEnd;
	}

	#deliver(): void {
		while (this.#onInput !== undefined && this.#received.length > 0) this.#onInput(this.#received.shift() as Buffer);
		if (this.#state === 'ended' && this.#received.length === 0) this.#onEnd?.();
	}
}
