import type { ExitStatus } from '../../foundation/exit-status.ts';
import { SIGKILL, SIGNAL_NUMBERS } from '../../foundation/signals.ts';
import type { SpawnRequest } from '../system.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeInputPipe, FakeOutputPipe } from './fake-pipes.ts';
import type { FakeForkOptions, FakeScript, FakeSelf } from './fake-script.ts';

/** What ignores these by default, signal(7). Stopping is not modelled. */
const HARMLESS: ReadonlySet<number> = new Set(
	['CHLD', 'URG', 'WINCH', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU'].map((name) => SIGNAL_NUMBERS[name] as number),
);

export interface FakePipes {
	readonly stdin: FakeInputPipe;
	readonly stdout: FakeOutputPipe;
	readonly stderr: FakeOutputPipe | undefined;
	readonly notification: FakeOutputPipe | undefined;
}

export interface FakeProcessParts {
	readonly pid: number;
	readonly parent: number;
	readonly session: number;
	/** By the daemon, rather than forked by another process. */
	readonly isSpawned: boolean;
	readonly request: SpawnRequest;
	readonly count: number;
	/** `NAME=value`. */
	readonly environment: readonly string[];
	readonly pipes: FakePipes;
	readonly clock: FakeClock;
	readonly onDeath: (process: FakeProcess, status: ExitStatus) => void;
	readonly fork: (parent: FakeProcess, script: FakeScript, options: FakeForkOptions) => number;
}

/** One process of the fake machine; the script's view of it is {@link FakeSelf}. */
export class FakeProcess implements FakeSelf {
	readonly pid: number;
	readonly request: SpawnRequest;
	readonly count: number;
	readonly session: number;
	readonly isSpawned: boolean;
	readonly environment: readonly string[];
	readonly pipes: FakePipes;
	readonly ports: Set<number> = new Set();
	parent: number;
	isAlive = true;
	rssBytes: number = 1024 * 1024;
	cpuSeconds = 0;
	readonly #parts: FakeProcessParts;
	readonly #handlers = new Map<number, () => void>();

	constructor(parts: FakeProcessParts) {
		this.#parts = parts;
		this.pid = parts.pid;
		this.parent = parts.parent;
		this.session = parts.session;
		this.isSpawned = parts.isSpawned;
		this.request = parts.request;
		this.count = parts.count;
		this.environment = parts.environment;
		this.pipes = parts.pipes;
	}

	print(text: string | Buffer): void {
		if (this.isAlive) this.pipes.stdout.put(Buffer.from(text));
	}

	printError(text: string | Buffer): void {
		if (this.isAlive) (this.pipes.stderr ?? this.pipes.stdout).put(Buffer.from(text));
	}

	notify(text: string): void {
		if (this.isAlive) this.pipes.notification?.put(Buffer.from(text));
	}

	listen(port: number): void {
		this.ports.add(port);
	}

	useMemory(rssBytes: number): void {
		this.rssBytes = rssBytes;
	}

	useCpu(seconds: number): void {
		this.cpuSeconds += seconds;
	}

	exit(code: number): void {
		this.#end({ type: 'code', code });
	}

	die(signal: number): void {
		this.#end({ type: 'signal', signal, dumpedCore: false });
	}

	after(delayMs: number, action: () => void): void {
		const { clock } = this.#parts;
		clock.at(clock.now() + delayMs, () => {
			if (this.isAlive) action();
		});
	}

	onSignal(signal: number, action: () => void): void {
		this.#handlers.set(signal, action);
	}

	onInput(action: (bytes: Buffer) => void): void {
		this.pipes.stdin.listen((bytes) => {
			if (this.isAlive) action(bytes);
		});
	}

	onInputEnd(action: () => void): void {
		this.pipes.stdin.listenToEnd(action);
	}

	closeInput(): void {
		this.pipes.stdin.break();
	}

	fork(script: FakeScript, options: FakeForkOptions = {}): number {
		return this.#parts.fork(this, script, options);
	}

	/** A signal arrives: in this instant, after the sender has returned. */
	receive(signal: number): void {
		this.#parts.clock.soon('event', () => {
			if (!this.isAlive) return;
			const handler = signal === SIGKILL ? undefined : this.#handlers.get(signal);
			if (handler !== undefined) return handler();
			if (signal !== 0 && !HARMLESS.has(signal)) this.die(signal);
		});
	}

	#end(status: ExitStatus): void {
		if (!this.isAlive) return;
		this.isAlive = false;
		this.ports.clear();
		this.#parts.onDeath(this, status);
	}
}
