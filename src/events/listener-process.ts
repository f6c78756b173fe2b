import type { InputPipe } from '../platform/system.ts';
import type { QueuedEvent } from './event-buffer.ts';
import { ListenerProtocol } from './listener-protocol.ts';

/** One process of a pool of listeners, from one spawn to the next. */
export class ListenerProcess {
	readonly name: string;
	/** RUNNING, or about to be asked to stop: before and after, it is given nothing, though it may say that it is ready. */
	isRunning = false;
	/** Called once, when it has answered all that there is for it. */
	onDone: (() => void) | undefined;
	/** What it was given and has not answered. */
	inFlight: QueuedEvent | undefined;
	#protocol: ListenerProtocol | undefined;
	#stdin: InputPipe | undefined;

	constructor(name: string) {
		this.name = name;
	}

	/** `undefined` while there is no such process. */
	get protocol(): ListenerProtocol | undefined {
		return this.#protocol;
	}

	get isWaiting(): boolean {
		return this.isRunning && this.#protocol?.state === 'READY';
	}

	/** Might it still answer something: what it was given, or what `buffered` events wait for it? */
	mayAnswer(buffered: number): boolean {
		if (this.#protocol === undefined || this.#protocol.state === 'UNKNOWN') return false;
		return this.inFlight !== undefined || (this.isRunning && buffered > 0);
	}

	begin(stdin: InputPipe): void {
		this.#protocol = new ListenerProtocol();
		this.#stdin = stdin;
	}

	/** It is dead; what still comes out of its pipe was written by nobody that can be talked to. */
	end(): void {
		this.#protocol = undefined;
		this.#stdin = undefined;
	}

	/** Gives it an event where it is waiting for one; false where it does not take it, and nothing has changed. */
	give(queued: QueuedEvent, message: Buffer): boolean {
		if (this.#stdin?.write(message) !== true) return false;
		this.#protocol?.sent();
		this.inFlight = queued;
		return true;
	}
}
