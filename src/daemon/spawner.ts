import type { ProcessConfig } from '../config/config.ts';
import type { ProcessLogs } from '../logs/program-logs.ts';
import { ownLimits } from '../platform/own-limits.ts';
import type { SpawnOutcome, SpawnRequest } from '../platform/system.ts';
import type { SystemFailure } from '../platform/system-failure.ts';
import type { WorldEffect } from '../supervision/world-effect.ts';
import type { WorldEvent } from '../supervision/world-event.ts';
import { adoptChild } from './child.ts';
import type { Children } from './children.ts';
import { describeLack } from './describe-lack.ts';
import { describeSpawnFailure } from './describe-spawn-failure.ts';
import type { FcgiSockets } from './fcgi-sockets.ts';
import type { HealthWatches } from './health-watches.ts';
import type { PodOptions } from './pod-options.ts';
import { spawnAllowed } from './spawn-allowed.ts';
import { cookieLine, cookieOf, prepareSpawn } from './spawn-request.ts';

export interface SpawnerOptions extends PodOptions {
	readonly children: Children;
	readonly fcgiSockets: FcgiSockets;
	readonly health: HealthWatches;
	readonly configOf: (key: string) => ProcessConfig | undefined;
	readonly logsOf: (key: string, config: ProcessConfig) => ProcessLogs;
	readonly post: (event: WorldEvent) => void;
}

type SpawnEffect = Extract<WorldEffect, { readonly type: 'spawn' }>;

/** What came of a spawn that nobody was told of yet. */
interface Begun {
	readonly effect: SpawnEffect;
	readonly config: ProcessConfig;
	readonly cookie: string;
	readonly made: Made;
	/** What it goes without, and the errno. */
	readonly leftOut: readonly (readonly [options: string, errno: string])[];
}

type Made =
	| {
			readonly type: 'made';
			readonly outcome: SpawnOutcome;
			readonly request: SpawnRequest;
			readonly secrets: readonly string[];
	  }
	| { readonly type: 'not-made'; readonly error: string; readonly exitCode: number };

/**
 * Makes a process of a program, with all that belongs to it, and posts whether that went well. In two steps: the program
 * may run already while it is still told how the one before it ended. Both are of one turn, so that nothing it writes is
 * read, and its death is not seen, before it is told of.
 */
export class Spawner {
	readonly #options: SpawnerOptions;
	readonly #toldWithout = new Set<string>();
	#begun: Begun | undefined;

	constructor(options: SpawnerOptions) {
		this.#options = options;
	}

	/** Makes the process, and tells nobody; `spawn()` of the same effect is to follow in this turn. */
	begin(effect: SpawnEffect): void {
		this.#begun = this.#make(effect);
	}

	spawn(effect: SpawnEffect): void {
		const begun = this.#begun?.effect === effect ? this.#begun : this.#make(effect);
		this.#begun = undefined;
		if (begun !== undefined) this.#tell(begun);
	}

	#make(effect: SpawnEffect): Begun | undefined {
		const { configOf, fcgiSockets, health, podId, privileges, system } = this.#options;
		const { process: key } = effect;
		const config = configOf(key);
		if (config === undefined) return undefined;
		const cookie = cookieOf(podId, key);
		const leftOut: [string, string][] = [];
		const begun = { effect, config, cookie, leftOut };
		const prepared = prepareSpawn(config, {
			...this.#options,
			cookie,
			notifyVariables: health.notifyVariables(config),
		});
		if (!prepared.ok) return { ...begun, made: { ...prepared, type: 'not-made' } };
		const stdin = fcgiSockets.stdinOf(config);
		if (!stdin.ok) return { ...begun, made: { ...stdin, type: 'not-made' } };
		const { request, secrets } = prepared;
		const outcome = spawnAllowed(
			system.processes,
			{ ...request, ...stdin.given },
			{
				privileges,
				limits: () => ownLimits(system.files),
				onLeftOut: (options, errno) => leftOut.push([options, errno]),
			},
		);
		return { ...begun, made: { type: 'made', outcome, request, secrets } };
	}

	#tell({ effect, config, cookie, made, leftOut }: Begun): void {
		const { children, events, health, log, watch } = this.#options;
		const { process: key, generation } = effect;
		// Of the one before it: a start that fails has written nothing.
		watch.output.forgetLines(key);
		for (const [options, errno] of leftOut) this.#tellWithout(key, options, errno);
		if (made.type === 'not-made') {
			this.#notSpawned(key, generation, made);
			return;
		}
		const { outcome, request, secrets } = made;
		if (outcome.type !== 'spawned') {
			if (outcome.type === 'not-executed') this.#tellInItsOwnLog(key, config, outcome.failure);
			this.#notSpawned(key, generation, { error: describeSpawnFailure(config, outcome), exitCode: 127 });
			return;
		}
		const { stdout: stdoutLog, stderr: stderrLog } = this.#logsOfSpawn(key, config, secrets);
		events.childSpawned(config, outcome.pid, outcome.stdin);
		const child = adoptChild(outcome, { key, generation, cookieLine: cookieLine(cookie), stdoutLog, stderrLog });
		children.add(child);
		health.spawned(key, config, request);
		const { name: process, group } = config;
		log.info({ event: 'spawned', process, group, pid: child.pid }, `spawned: '${process}' with pid ${child.pid}`);
		this.#options.post({ type: 'spawned', at: this.#now(), process: key, generation, pid: child.pid });
	}

	/** Once, and not at each of its starts. */
	#tellWithout(key: string, options: string, errno: string): void {
		const told = `${key} ${options}`;
		if (this.#toldWithout.has(told)) return;
		this.#toldWithout.add(told);
		const { log, privileges } = this.#options;
		const name = this.#options.configOf(key)?.name ?? key;
		const message = `${describeLack(privileges)}: ${name} runs without ${options} (${errno})`;
		log.warn({ event: 'remark', process: name }, message);
	}

	/** Its logs; what comes into them from now on is its own. */
	#logsOfSpawn(key: string, config: ProcessConfig, secrets: readonly string[]): ProcessLogs {
		const logs = this.#options.logsOf(key, config);
		this.#options.watch.output.spawned(key, { stdout: logs.stdout.path, stderr: logs.stderr.path, secrets });
		return logs;
	}

	#notSpawned(key: string, generation: number, { error, exitCode }: { error: string; exitCode: number }): void {
		const status = { type: 'code', code: exitCode } as const;
		this.#options.post({ type: 'notSpawned', at: this.#now(), process: key, generation, error, status });
	}

	/** As supervisord's child does before it gives up: the reason stands where people look for it. */
	#tellInItsOwnLog(key: string, config: ProcessConfig, failure: SystemFailure): void {
		const { stdout, stderr } = this.#logsOfSpawn(key, config, []);
		const log = config.redirectStderr ? stdout : stderr;
		const reason = describeSpawnFailure(config, { type: 'not-executed', failure });
		log.write(Buffer.from(`supervisor: ${reason}\nsupervisor: child process was not spawned\n`));
		log.endOfProcess();
	}

	#now(): number {
		return this.#options.system.clock.now();
	}
}
