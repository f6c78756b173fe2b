import { isDeepStrictEqual } from 'node:util';
import type { FcgiSocket, ProcessConfig } from '../config/config.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { ListeningSocket } from '../platform/sockets.ts';
import type { SpawnRequest, System } from '../platform/system.ts';
import { isAtRest } from '../supervision/is-at-rest.ts';
import type { World } from '../supervision/world.ts';
import { describeListenFailure } from './describe-listen-failure.ts';

interface OpenSocket {
	readonly config: FcgiSocket;
	readonly socket: ListeningSocket;
}

export interface FcgiSocketsOptions {
	readonly system: System;
	readonly log: DaemonLog;
	/** Of a group; `undefined` where it has none. */
	readonly fcgiSocketOf: (group: string) => FcgiSocket | undefined;
}

export type StdinOutcome =
	/** What a spawn is to get in place of a pipe: nothing, or a socket. */
	| { readonly ok: true; readonly given: Pick<SpawnRequest, 'stdin'> }
	/** supervisord's `spawnerr`, and the exit status of what did not start. */
	| { readonly ok: false; readonly error: string; readonly exitCode: number };

/**
 * The sockets of the fcgi-programs, one a group: all its processes accept on it. It is opened by the first that starts,
 * and stays open while one of them is up or will come up again by itself, so that clients wait for the next child where
 * supervisord, which closes it with the last, has them refused.
 */
export class FcgiSockets {
	readonly #options: FcgiSocketsOptions;
	/** By group. */
	readonly #open = new Map<string, OpenSocket>();

	constructor(options: FcgiSocketsOptions) {
		this.#options = options;
	}

	/** An fcgi-program's stdin is the socket of its group, which is opened now where it is not. */
	stdinOf({ kind, group }: Pick<ProcessConfig, 'kind' | 'group'>): StdinOutcome {
		const { fcgiSocketOf, log, system } = this.#options;
		const config = kind === 'fcgi-program' ? fcgiSocketOf(group) : undefined;
		if (config === undefined) return { ok: true, given: {} };
		const known = this.#open.get(group);
		if (known !== undefined && isDeepStrictEqual(known.config, config)) {
			return { ok: true, given: { stdin: known.socket.fd } };
		}
		// Configured anew: those that still run go on with the one before, which is theirs too.
		if (known !== undefined) this.#close(group, known);
		const { url, address, backlog } = config;
		const outcome = system.sockets.openListeningSocket(address, backlog);
		if (outcome.type === 'failed') {
			const why = describeListenFailure(outcome.failure, { address, place: 'socket', owner: 'socket_owner' });
			return { ok: false, error: `cannot open the socket ${url}: ${why}`, exitCode: 1 };
		}
		// supervisord's words, here and below.
		log.info({ event: 'socket-opened', group, socket: url }, `Creating socket ${url}`);
		this.#open.set(group, { config, socket: outcome.socket });
		return { ok: true, given: { stdin: outcome.socket.fd } };
	}

	/** Closes what no process of its group needs any more: all are down, and none comes up by itself. */
	closeUnused({ plan, processes, waiting }: World): void {
		if (this.#open.size === 0) return;
		const needed = new Set<string>();
		for (const [key, { config }] of plan.members) {
			const process = processes.get(key);
			if (process === undefined || !this.#open.has(config.group)) continue;
			const comesBack = process.wanted === 'up' && process.dueAt !== undefined;
			if (!isAtRest(process) || comesBack || waiting.has(key)) needed.add(config.group);
		}
		for (const [group, open] of this.#open) if (!needed.has(group)) this.#close(group, open);
	}

	close(): void {
		for (const [group, open] of this.#open) this.#close(group, open);
	}

	#close(group: string, { config: { url }, socket }: OpenSocket): void {
		this.#open.delete(group);
		this.#options.log.info({ event: 'socket-closed', group, socket: url }, `Closing socket ${url}`);
		socket.close();
	}
}
