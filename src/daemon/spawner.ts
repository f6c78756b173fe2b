import type { ProcessConfig } from '../config/config.ts';
import type { ProcessLogs } from '../logs/program-logs.ts';
import { ownLimits } from '../platform/own-limits.ts';
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

/** Makes a process of a program, with all that belongs to it, and posts whether that went well. */
export class Spawner {
	readonly #options: SpawnerOptions;
	readonly #toldWithout = new Set<string>();

	constructor(options: SpawnerOptions) {
		this.#options = options;
	}

	spawn({ process: key, generation }: SpawnEffect): void {
		const { children, configOf, events, fcgiSockets, health, log, podId, privileges, system, watch } = this.#options;
		const config = configOf(key);
		if (config === undefined) return;
		// Of the one before it: a start that fails has written nothing.
		watch.output.forgetLines(key);
		const cookie = cookieOf(podId, key);
		const notifyVariables = health.notifyVariables(config);
		const prepared = prepareSpawn(config, { ...this.#options, cookie, notifyVariables });
		if (!prepared.ok) {
			this.#notSpawned(key, generation, prepared);
			return;
		}
		const stdin = fcgiSockets.stdinOf(config);
		if (!stdin.ok) {
			this.#notSpawned(key, generation, stdin);
			return;
		}
		const outcome = spawnAllowed(
			system.processes,
			{ ...prepared.request, ...stdin.given },
			{
				privileges,
				limits: () => ownLimits(system.files),
				onLeftOut: (options, errno) => this.#tellWithout(key, options, errno),
			},
		);
		if (outcome.type !== 'spawned') {
			if (outcome.type === 'not-executed') this.#tellInItsOwnLog(key, config, outcome.failure);
			this.#notSpawned(key, generation, { error: describeSpawnFailure(config, outcome), exitCode: 127 });
			return;
		}
		const { stdout: stdoutLog, stderr: stderrLog } = this.#logsOfSpawn(key, config, prepared.secrets);
		events.childSpawned(config, outcome.pid, outcome.stdin);
		const child = adoptChild(outcome, { key, generation, cookieLine: cookieLine(cookie), stdoutLog, stderrLog });
		children.add(child);
		health.spawned(key, config, prepared.request);
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
