import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { Test } from 'tap';
import type { ExitStatus } from '../../../src/foundation/exit-status.ts';
import type { ListenAddress } from '../../../src/platform/sockets.ts';
import type { InputPipe, OutputPipe, SpawnOutcome, SpawnRequest, System } from '../../../src/platform/system.ts';
import type { ContractProgram } from './programs.ts';

/** What an adapter promises beyond what all do. */
export interface Capabilities {
	readonly realTimeSignals: boolean;
	readonly supplementaryGroups: boolean;
	readonly rlimits: boolean;
	readonly oomScoreAdj: boolean;
	readonly orphans: boolean;
	/** Nothing but what was asked for is open in the child. */
	readonly closedDescriptors: boolean;
	/** Sockets that only children accept on. */
	readonly fcgiSockets: boolean;
	/** Programs are real processes of this machine. */
	readonly realProcesses: boolean;
}

/** An adapter under test. */
export interface Rig {
	readonly system: System;
	readonly capabilities: Capabilities;
	/** Lets a little time pass: real, or virtual. */
	pass(): Promise<void>;
	/** Resolves when a client of `address` is greeted with `hello`. */
	answers(address: ListenAddress): Promise<void>;
	/** Where an adapter's world must be told what is broken in it (a missing file); the real ones are. */
	breakNext?(step: string, errno: string): void;
}

/** A started program, its output so far, and its end. */
export interface Started {
	readonly pid: number;
	readonly cookie: string;
	readonly stdin: InputPipe;
	readonly pipes: readonly OutputPipe[];
	stdout(): Buffer;
	stderr(): Buffer;
	notified(): Buffer;
	status(): ExitStatus | undefined;
	/** Resolves with how it ended. */
	ended(): Promise<ExitStatus>;
	/** Resolves when stdout contains `text`. */
	says(text: string): Promise<void>;
}

/** Ends a test that would hang; no slow machine takes as long. */
const DEADLINE_MS = 120_000;

/** Drives one adapter as the daemon would: reads every pipe, and drains them when the exit is told. */
export class Driver {
	readonly rig: Rig;
	readonly #statuses = new Map<number, ExitStatus[]>();
	readonly #started = new Map<number, { readonly pipes: readonly OutputPipe[] }>();

	constructor(rig: Rig) {
		this.rig = rig;
		rig.system.processes.onExit(({ pid, status }) => {
			this.#statuses.set(pid, [...(this.#statuses.get(pid) ?? []), status]);
			for (const pipe of this.#started.get(pid)?.pipes ?? []) pipe.drain();
		});
	}

	/** Waits for `condition`; the deadline only ends a test that failed. */
	async until(what: string, condition: () => boolean): Promise<void> {
		const deadline = Date.now() + DEADLINE_MS;
		while (!condition()) {
			if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
			await this.rig.pass();
		}
	}

	statusesOf(pid: number): readonly ExitStatus[] {
		return this.#statuses.get(pid) ?? [];
	}

	spawn(request: SpawnRequest): SpawnOutcome {
		// The pid of a program long gone may be given out again.
		const outcome = this.rig.system.processes.spawn(request);
		if (outcome.type === 'spawned') this.#statuses.delete(outcome.pid);
		return outcome;
	}

	/** Starts a program of the table; the test's end ends it. */
	start(t: Test, program: ContractProgram, options: RequestOptions = {}): Started {
		const request = requestFor(program, options);
		const outcome = this.spawn(request);
		if (outcome.type !== 'spawned') throw new Error(`not spawned: ${JSON.stringify(outcome)}`);
		const { pid, stdin, stdout, stderr, notification } = outcome;
		const collect = (pipe: OutputPipe | undefined) => {
			const chunks: Buffer[] = [];
			pipe?.read(
				(chunk) => void chunks.push(Buffer.from(chunk)),
				() => {},
			);
			return () => Buffer.concat(chunks);
		};
		const pipes = [stdout, stderr, notification].filter((pipe) => pipe !== undefined);
		const read = { stdout: collect(stdout), stderr: collect(stderr), notified: collect(notification) };
		this.#started.set(pid, { pipes });
		const status = () => this.statusesOf(pid)[0];
		t.teardown(async () => {
			for (const left of this.rig.system.processes.liveTree({ leader: pid, cookie: request.cookie })) {
				this.rig.system.processes.signal(left, 9, { group: false });
			}
			await this.until(`${pid} is reaped`, () => status() !== undefined);
			stdin.close();
			for (const pipe of pipes) pipe.close();
			this.#started.delete(pid);
		});
		return {
			pid,
			cookie: request.cookie,
			stdin,
			pipes,
			...read,
			status,
			ended: async () => {
				await this.until(`${pid} ended`, () => status() !== undefined);
				return status() as ExitStatus;
			},
			says: (text) => this.until(`${pid} says ${text}`, () => read.stdout().includes(text)),
		};
	}
}

export interface RequestOptions extends Partial<Omit<SpawnRequest, 'argv'>> {
	/** The program's own arguments, `$1` and on. */
	readonly args?: readonly string[];
}

/** A request that runs a program of the table, with a cookie of its own. */
export function requestFor(
	program: ContractProgram,
	{ args = [], environment, ...overrides }: RequestOptions = {},
): SpawnRequest & { readonly cookie: string } {
	const id = randomUUID();
	return {
		file: '/bin/sh',
		argv: ['sh', '-c', program.shell, 'sh', ...args],
		environment: { PATH: '/usr/local/bin:/usr/bin:/bin', PODVISOR_COOKIE: id, ...environment },
		directory: undefined,
		identity: undefined,
		umask: undefined,
		rlimits: {},
		nice: undefined,
		oomScoreAdj: undefined,
		redirectStderr: false,
		notificationFd: undefined,
		...overrides,
		cookie: `PODVISOR_COOKIE=${id}`,
	};
}

/** `answers` of an adapter with real sockets: tries until somebody listens. */
export async function answersReally(address: ListenAddress): Promise<void> {
	const deadline = Date.now() + DEADLINE_MS;
	for (let answer = ''; answer !== 'hello'; answer = await greeting(address)) {
		if (Date.now() > deadline) throw new Error(`waited in vain for ${JSON.stringify(address)}`);
		await passRealTime();
	}
}

/** What a server sends before it closes; empty where there is none. */
export function greeting(address: ListenAddress): Promise<string> {
	const socket = address.type === 'unix' ? connect(address.path) : connect(address.port, address.host);
	let text = '';
	socket.setEncoding('utf8').on('data', (chunk) => {
		text += chunk;
	});
	// ECONNREFUSED, ENOENT: nobody listens yet.
	socket.on('error', () => {});
	return new Promise((resolve) => socket.on('close', () => resolve(text)));
}

/** `pass` of an adapter in real time: `until` looks again a little later. */
export function passRealTime(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 2));
}
