import { FAULT_CODES, type FaultName } from '../foundation/fault.ts';
import { HttpClient } from './client/http-client.ts';
import { RestClient } from './client/rest-client.ts';
import { RpcClient } from './client/rpc-client.ts';
import { parseServerAddress, type ServerAddress } from './client/server-address.ts';
import type { CommandDescription } from './command-description.ts';
import { CtlError } from './ctl-error.ts';
import type { CtlWorld } from './ctl-world.ts';
import { EXIT_STATUSES } from './exit-statuses.ts';
import type { Output } from './output.ts';
import type { LineReader } from './shell/line-reader.ts';
import type { Target } from './target.ts';

export interface SessionOptions {
	/** All there are, for `help`. */
	readonly commands: readonly CommandDescription[];
	readonly world: CtlWorld;
	readonly output: Output;
	readonly target: Target;
	readonly lines: LineReader;
	/** Ask before a shutdown or reload. */
	readonly isInteractive: boolean;
	readonly timeoutMs: number;
}

/** What commands work with: the daemon, a person or a script to talk to, and the exit status so far. */
export class Session {
	readonly commands: readonly CommandDescription[];
	readonly world: CtlWorld;
	readonly output: Output;
	readonly lines: LineReader;
	readonly isInteractive: boolean;
	/** As supervisorctl has it: each failure replaces the one before. */
	exitStatus: number = EXIT_STATUSES.success;
	/** Ctrl-C while a command of the shell runs ends the command, and not the shell. */
	signal: AbortSignal | undefined;
	#target: Target;
	readonly timeoutMs: number;

	constructor({ commands, world, output, target, lines, isInteractive, timeoutMs }: SessionOptions) {
		this.commands = commands;
		this.world = world;
		this.output = output;
		this.lines = lines;
		this.isInteractive = isInteractive;
		this.#target = target;
		this.timeoutMs = timeoutMs;
	}

	get target(): Target {
		return this.#target;
	}

	get rpc(): RpcClient {
		return new RpcClient(this.http);
	}

	get rest(): RestClient {
		return new RestClient(this.http);
	}

	/** @throws CtlError where the URL is of no kind we know */
	get http(): HttpClient {
		return new HttpClient({
			address: this.address,
			credentials: this.#target.credentials,
			timeoutMs: this.timeoutMs,
			signal: this.signal,
		});
	}

	/** @throws CtlError where the URL is of no kind we know */
	get address(): ServerAddress {
		const { url } = this.#target;
		const address = parseServerAddress(url);
		if (address !== undefined) return address;
		throw new CtlError(`"${url}" is no address of a daemon (${this.#target.origin})`, {
			code: 'BAD_URL',
			hint: 'write unix:///path/of/socket or http://host:port',
		});
	}

	/** Talks to another daemon from now on, as the same user. */
	open(url: string): void {
		this.#target = { ...this.#target, url, origin: 'open' };
	}

	/** Talks as somebody else from now on. */
	logIn(username: string, password: string): void {
		this.#target = { ...this.#target, credentials: { username, password }, credentialsOrigin: 'as you typed it' };
	}

	fail(status: number): void {
		this.exitStatus = status;
	}

	/** The exit status that a fault leads to; faults that are `expected` change nothing. */
	failByFault(code: number, expected?: FaultName): void {
		if (code === FAULT_CODES.SUCCESS) return;
		if (expected !== undefined && code === FAULT_CODES[expected]) return;
		const isDead = DEAD_PROGRAM.some((fault) => FAULT_CODES[fault] === code);
		this.fail(isDead ? EXIT_STATUSES.notRunning : EXIT_STATUSES.failed);
	}
}

const DEAD_PROGRAM: readonly FaultName[] = ['SPAWN_ERROR', 'ABNORMAL_TERMINATION', 'NOT_RUNNING'];
