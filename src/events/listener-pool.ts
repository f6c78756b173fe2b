/**
 * The processes of one `[eventlistener:x]` and the events that wait for them.
 *
 * An event goes to the first process that waits for one, at once where there is one; else into a buffer of
 * `buffer_size`, which loses its oldest when it is full. What a process did not process, because it said so, broke the
 * protocol or died, comes back to the buffer's head and is sent again under the same serials.
 */
import type { EventListenerPool, GroupConfig } from '../config/config.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { InputPipe } from '../platform/system.ts';
import type { ProcessState } from '../process/process-state.ts';
import { decodeOutput } from './decode-output.ts';
import { EventBuffer, type QueuedEvent } from './event-buffer.ts';
import { formatEventEnvelope } from './event-envelope.ts';
import type { EventSerials } from './event-serials.ts';
import { ListenerProcess } from './listener-process.ts';
import type { ListenerDecision } from './listener-protocol.ts';
import type { PodEvent } from './pod-event.ts';

export interface ListenerPoolOptions {
	readonly log: Pick<DaemonLog, 'debug' | 'warn' | 'error'>;
	/** supervisord's `identifier`. */
	readonly server: string;
	readonly serials: EventSerials;
}

/** How the events of a pool fare. */
export interface ListenerCounts {
	readonly pool: string;
	/** That wait for a listener now. */
	readonly buffered: number;
	/** Lost so far, since too many waited. */
	readonly missed: number;
}

/** In these the process that was given an event is gone. */
const GONE: ReadonlySet<ProcessState> = new Set<ProcessState>(['EXITED', 'STOPPED', 'BACKOFF', 'FATAL']);

export class ListenerPool {
	readonly #name: string;
	readonly #options: ListenerPoolOptions;
	/** By name, in the order in which they are asked. */
	readonly #processes: ReadonlyMap<string, ListenerProcess>;
	readonly #buffer: EventBuffer;

	/** `takeOver`: the pool of this name before its configuration changed; what waits for it and who is alive goes on. */
	constructor(
		{ name, processes, listener }: Pick<GroupConfig, 'name' | 'processes'> & { listener: EventListenerPool },
		options: ListenerPoolOptions,
		takeOver?: ListenerPool,
	) {
		this.#name = name;
		this.#options = options;
		const before = takeOver === undefined ? undefined : takeOver.#processes;
		this.#processes = new Map(processes.map(({ name }) => [name, before?.get(name) ?? new ListenerProcess(name)]));
		const { bufferSize } = listener;
		this.#buffer = takeOver === undefined ? new EventBuffer(bufferSize, { ...options, pool: name }) : takeOver.#buffer;
		this.#buffer.maxEvents = bufferSize;
	}

	get counts(): ListenerCounts {
		return { pool: this.#name, buffered: this.#buffer.length, missed: this.#buffer.dropped };
	}

	/** Something happened that the pool asked for. */
	accept(event: PodEvent): void {
		this.#buffer.add(event);
		this.#dispatch();
	}

	spawned(process: string, stdin: InputPipe): void {
		this.#processes.get(process)?.begin(stdin);
	}

	/** Its leader is dead. */
	exited(process: string): void {
		this.#processes.get(process)?.end();
		this.#tellWhoIsDone();
	}

	/** One of its processes enters a state; to be told before the others hear of it. */
	enters(process: string, state: ProcessState): void {
		const listener = this.#processes.get(process);
		if (listener === undefined) return;
		listener.isRunning = state === 'RUNNING' || (state === 'STOPPING' && listener.isRunning);
	}

	/**
	 * One of its processes has entered a state, and all have heard of it: an event that it took to its grave comes back
	 * now, and not before, so that the buffer, where it is full, loses that news and not the event.
	 */
	entered(process: string, state: ProcessState): void {
		const listener = this.#processes.get(process);
		if (listener !== undefined && GONE.has(state)) this.#reject(listener);
		this.#dispatch();
	}

	/**
	 * One of its processes is about to be asked to stop: `onDone` is called, maybe at once, when it has answered all that
	 * there is for it, or never will.
	 */
	beforeStop(process: string, onDone: () => void): void {
		const listener = this.#processes.get(process);
		if (listener === undefined) {
			onDone();
			return;
		}
		listener.onDone = onDone;
		this.#tellWhoIsDone();
	}

	/** It is asked to stop now, and given nothing any more. */
	stopping(process: string): void {
		const listener = this.#processes.get(process);
		if (listener === undefined) return;
		listener.isRunning = false;
		listener.onDone = undefined;
	}

	/** One of its processes wrote to its stdout. */
	heard(process: string, bytes: Buffer): void {
		const listener = this.#processes.get(process);
		if (listener?.protocol === undefined) return;
		for (const decision of listener.protocol.feed(bytes)) this.#follow(listener, decision);
		this.#dispatch();
		this.#tellWhoIsDone();
	}

	#tellWhoIsDone(): void {
		for (const listener of this.#processes.values()) {
			if (listener.onDone === undefined || listener.mayAnswer(this.#buffer.length)) continue;
			const { onDone } = listener;
			listener.onDone = undefined;
			onDone();
		}
	}

	#follow(listener: ListenerProcess, decision: ListenerDecision): void {
		const { log } = this.#options;
		const { name } = listener;
		const fields = { event: 'listener', process: name, group: this.#name };
		switch (decision.type) {
			case 'ready':
				log.debug(fields, `${name}: ACKNOWLEDGED -> READY`);
				return;
			case 'result': {
				const { ok } = decision;
				log[ok ? 'debug' : 'warn'](fields, `${name}: event was ${ok ? 'processed' : 'rejected'}`);
				log.debug(fields, `${name}: BUSY -> ACKNOWLEDGED`);
				if (!ok) {
					this.#reject(listener);
					return;
				}
				listener.inFlight = undefined;
				return;
			}
			case 'violation': {
				const { from, line } = decision;
				if (line !== undefined) log.warn(fields, `${name}: bad result line: '${decodeOutput(line)}'`);
				log.debug(fields, `${name}: ${from} -> UNKNOWN`);
				log.warn(
					fields,
					`${name}: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol`,
				);
				this.#reject(listener);
			}
		}
	}

	#reject(listener: ListenerProcess): void {
		const rejected = listener.inFlight;
		if (rejected === undefined) return;
		listener.inFlight = undefined;
		const { serial } = rejected;
		this.#options.log.debug(
			{ event: 'listener', group: this.#name, serial },
			`rebuffering event ${serial} for pool ${this.#name} (buf size=${this.#buffer.length}, max=${this.#buffer.maxEvents})`,
		);
		this.#buffer.putBack(rejected);
	}

	#dispatch(): void {
		for (let next = this.#buffer.first; next !== undefined; next = this.#buffer.first) {
			if (!this.#send(next)) return;
			this.#buffer.removeFirst();
		}
	}

	/** False where nobody takes it now: it is tried again with whatever happens next to this pool. */
	#send(queued: QueuedEvent): boolean {
		const { log, server } = this.#options;
		const { serial } = queued;
		for (const listener of this.#processes.values()) {
			if (!listener.isWaiting) continue;
			const fields = { event: 'listener', process: listener.name, group: this.#name, serial };
			if (listener.give(queued, formatEventEnvelope({ ...queued, server, pool: this.#name }))) {
				log.debug(fields, `event ${serial} sent to listener ${listener.name}`);
				return true;
			}
			log.debug(
				fields,
				`epipe occurred while sending event ${serial} to listener ${listener.name}, listener state unchanged`,
			);
		}
		return false;
	}
}
