import type { SpawnRequest } from '../system.ts';

/** What a fake program does: called once, in the instant it starts; a script that returns goes on living. */
export type FakeScript = (self: FakeSelf) => void;

/** A fake process as its script sees itself. Without `onSignal` it dies of signals as a real one does. */
export interface FakeSelf {
	readonly pid: number;
	/** What it was started with; a forked one has its parent's. */
	readonly request: SpawnRequest;
	/** How often this very argv was spawned, this time included. */
	readonly count: number;
	print(text: string | Buffer): void;
	printError(text: string | Buffer): void;
	/** To its notification descriptor. */
	notify(text: string): void;
	listen(port: number): void;
	/** Resident bytes from now on. */
	useMemory(rssBytes: number): void;
	/** Computes for so long, in no time. */
	useCpu(seconds: number): void;
	exit(code: number): void;
	/** As if killed by this signal. */
	die(signal: number): void;
	/** Does something later, unless it is dead by then. */
	after(delayMs: number, action: () => void): void;
	/** Reacts in its own way; an empty action ignores. SIGKILL cannot be caught. */
	onSignal(signal: number, action: () => void): void;
	onInput(action: (bytes: Buffer) => void): void;
	onInputEnd(action: () => void): void;
	closeInput(): void;
	/** A child; it shares the output pipes. Returns its pid. */
	fork(script: FakeScript, options?: FakeForkOptions): number;
}

export interface FakeForkOptions {
	/** It calls setsid(2). */
	readonly newSession?: boolean;
	/** It forgets the cookie (env -i). */
	readonly clearEnvironment?: boolean;
}
