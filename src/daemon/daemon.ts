/**
 * The daemon's life: one pod after the other (SIGHUP ends one and begins the next on the re-read configuration), the
 * signals it listens to, and its end, after which nothing of it is left on the machine.
 */
import type { Config } from '../config/config.ts';
import type { LoadResult } from '../config/load-result.ts';
import { PodvisorError } from '../foundation/podvisor-error.ts';
import { stackOf } from '../foundation/stack-of.ts';
import type { Accounts } from '../platform/accounts.ts';
import { ownPrivileges } from '../platform/own-privileges.ts';
import { randomHex } from '../platform/random-hex.ts';
import type { System } from '../platform/system.ts';
import { childRlimits } from './child-rlimits.ts';
import type { Control, ControlServers } from './control.ts';
import { DaemonEnd, withinBudget } from './daemon-end.ts';
import { endDescendants } from './end-descendants.ts';
import { LogTroubleReport } from './log-trouble-report.ts';
import { Pidfile } from './pidfile.ts';
import type { PodEnd } from './pod-options.ts';
import type { Remark } from './prepare-daemon.ts';
import { rereadConfig } from './reread-config.ts';
import { Session } from './session.ts';
import { Settling } from './settling.ts';
import type { SignalInbox } from './signal-inbox.ts';
import { SignalOrders } from './signal-orders.ts';

export interface DaemonOptions {
	readonly config: Config;
	readonly system: System;
	readonly accounts: Accounts;
	/** Reads the configuration again. */
	readonly reload: () => LoadResult;
	readonly signals: SignalInbox;
	readonly servers: ControlServers;
	readonly version: string;
	/** What came up before there was a log. */
	readonly remarks: readonly Remark[];
	/** Called once, when all is over, with the daemon's exit code; it ends the process. */
	readonly onExit: (exitCode: number) => void;
	/** Called once after each start of a pod, and after the first request, when all is quiet again. */
	readonly onSettled: () => void;
}

/** How long escapees that do not die by SIGKILL are waited for. */
const ESCAPEES_MS = 2000;

/** EX_SOFTWARE of sysexits.h. */
const EXIT_INTERNAL_ERROR = 70;

/** Without a budget, as long as Docker waits. */
const FAILING_SHUTDOWN_MS = 9000;

/** Node's longest, 24.8 days. */
const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

export class Daemon {
	readonly #options: DaemonOptions;
	readonly #podId = randomHex(8);
	readonly #pidfile: Pidfile;
	readonly #ending: DaemonEnd;
	readonly #settling: Settling;
	readonly #troubles = new LogTroubleReport();
	#session: Session;
	#next: Config | undefined;
	#isAskedToExit = false;
	#isFailing = false;

	constructor(options: DaemonOptions) {
		this.#options = options;
		const { system, servers, onExit } = options;
		this.#settling = new Settling(system.clock, options.onSettled);
		this.#pidfile = new Pidfile(system.files, system.processes.pid);
		this.#ending = new DaemonEnd({
			system,
			servers,
			pidfile: this.#pidfile,
			terminationLog: process.env['PODVISOR_TERMINATION_LOG'] ?? '/dev/termination-log',
			onExit: (exitCode) => {
				// What is thrown while the process exits must not keep it.
				process.off('uncaughtException', this.#fail);
				onExit(exitCode);
			},
		});
		this.#session = this.#open(options.config, undefined);
	}

	/** @throws PodvisorError where its control servers cannot be opened: somebody else has their addresses. */
	start(): void {
		const { system, signals, remarks } = this.#options;
		for (const { level, message } of remarks) this.#session.log[level]({ event: 'remark' }, message);
		const refused = this.#options.servers.serve(this.#control);
		if (refused.length > 0) {
			for (const refusal of refused) this.#session.log.critical({ event: 'server' }, refusal);
			// What it did get it must not leave behind.
			this.#options.servers.close(0, () => undefined);
			throw new PodvisorError(refused.join('\n'), { code: 'CANNOT_LISTEN' });
		}
		// Node ends when nothing is open; a pod whose programs are all down, or have closed their pipes, is still one.
		setInterval(() => undefined, LONGEST_INTERVAL_MS);
		system.processes.onExit(({ pid, status }) => this.#session.pod.exited(pid, status));
		system.processes.onOrphan(({ pid }) => {
			this.#session.log.debug({ event: 'reaped', pid }, `reaped unknown pid ${pid}`);
			this.#session.pod.orphanReaped();
			this.#settling.worked();
		});
		this.#begin();
		const orders = new SignalOrders({
			session: () => this.#session,
			servers: this.#options.servers,
			shutDown: (reason) => this.#shutDown(reason),
			restart: (reason) => this.#restart(reason),
		});
		signals.listen((signal) => orders.obey(signal));
		process.on('uncaughtException', this.#fail);
	}

	get #control(): Control {
		const daemon = this;
		const { system, version } = this.#options;
		return {
			get session() {
				return daemon.#session;
			},
			system,
			version,
			reread: () => this.#reread(),
			restart: () => this.#restart('operation'),
			shutdown: () => this.#shutDown('operation'),
			disturbed: () => this.#settling.disturb(),
			answered: () => this.#settling.answered(),
		};
	}

	#open(config: Config, takeOver: Session | undefined): Session {
		const { system, accounts, version } = this.#options;
		return new Session({
			config,
			version,
			system,
			takeOver,
			errorsWait: takeOver === undefined,
			troubles: this.#troubles,
			// A copy: to look into the process' own costs a call of getenv(3) a variable, at each spawn.
			environment: { ...process.env },
			privileges: ownPrivileges(system.files),
			rlimits: childRlimits(config.daemon, system.files),
			groupsOf: (user) => accounts.supplementaryGroups(user),
			podId: this.#podId,
			seed: Number.parseInt(randomHex(4), 16) >>> 1,
			onEnd: (end) => this.#podEnded(end),
		});
	}

	#begin(): void {
		const { config, log } = this.#session;
		const { pid } = this.#options.system.processes;
		this.#pidfile.write(config.daemon.pidfile, log);
		log.info({ event: 'started', pid, config: config.file }, `podvisord started with pid ${pid}`);
		this.#session.begin();
		this.#settling.disturb();
	}

	#shutDown(reason: string): void {
		this.#settling.close();
		this.#isAskedToExit = true;
		this.#session.pod.post({ type: 'shutdown', at: this.#session.pod.now, intent: 'exit', reason });
	}

	/** The new configuration is read before anything is stopped: a broken one changes nothing. */
	#restart(reason: string): LoadResult {
		const { log, pod } = this.#session;
		const result = rereadConfig(this.#options.reload, log);
		if (!result.ok) return result;
		this.#next = result.config;
		pod.post({ type: 'shutdown', at: pod.now, intent: 'restart', reason });
		return result;
	}

	#reread(): LoadResult {
		const result = rereadConfig(this.#options.reload, this.#session.log);
		if (result.ok) this.#session.available = result.config;
		return result;
	}

	/**
	 * A bug of ours. What was being done may be half done, so the pod ends in order, and at the latest when its budget is
	 * over: a PID 1 that just died would take everything with it at once.
	 */
	readonly #fail = (error: unknown): void => {
		const { config, log, pod } = this.#session;
		const { clock } = this.#options.system;
		const stack = stackOf(error);
		if (!this.#isFailing) log.critical({ event: 'internal-error', stack }, `internal error, shutting down: ${stack}`);
		if (this.#isFailing) return;
		this.#isFailing = true;
		this.#isAskedToExit = true;
		const end: PodEnd = { intent: 'exit', exitCode: EXIT_INTERNAL_ERROR, culprit: undefined };
		clock.at(clock.now() + (config.daemon.shutdownTimeoutMs ?? FAILING_SHUTDOWN_MS), () => this.#end(end));
		try {
			pod.post({ type: 'shutdown', at: pod.now, intent: 'exit', reason: 'internal error', exitCode: end.exitCode });
		} catch {
			// The same bug again: the timer ends it.
		}
	};

	#podEnded(end: PodEnd): void {
		// Not within the turn that ended it.
		queueMicrotask(() => this.#end(end));
	}

	/** Whoever escaped its program's sweep ends here at the latest, before the next pod begins as well. */
	#end(end: PodEnd): void {
		endDescendants(this.#options.system, withinBudget(this.#session.pod, ESCAPEES_MS), (survivors) => {
			this.#tellOfSurvivors(survivors);
			// Asked only now: a signal may have come meanwhile.
			const next = end.intent === 'restart' && !this.#isAskedToExit ? this.#next : undefined;
			if (next === undefined) {
				this.#ending.finish(this.#session, end);
				return;
			}
			const old = this.#session;
			old.close();
			this.#session = this.#open(next, old);
			this.#next = undefined;
			for (const refusal of this.#options.servers.serve(this.#control)) {
				this.#session.log.error({ event: 'server' }, refusal);
			}
			this.#begin();
		});
	}

	#tellOfSurvivors(survivors: readonly number[]): void {
		if (survivors.length === 0) return;
		this.#session.log.critical({ event: 'unkillable', pids: survivors }, `cannot kill pids ${survivors.join(', ')}`);
	}
}
