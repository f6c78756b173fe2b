/**
 * The daemon's life: one pod after the other (SIGHUP ends one and begins the next on the re-read configuration), the
 * signals it listens to, and its end, after which nothing of it is left on the machine.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { Config, Problem } from '../config/config.ts';
import { formatProblem } from '../config/format-problem.ts';
import type { LoadResult } from '../config/load-result.ts';
import type { Accounts } from '../platform/accounts.ts';
import type { System } from '../platform/system.ts';
import { endDescendants } from './end-descendants.ts';
import type { PodEnd } from './pod-options.ts';
import type { Remark } from './prepare-daemon.ts';
import { Session } from './session.ts';
import type { DaemonSignal, SignalInbox } from './signal-inbox.ts';

export interface DaemonOptions {
	readonly config: Config;
	readonly system: System;
	readonly accounts: Accounts;
	/** Reads the configuration again. */
	readonly reload: () => LoadResult;
	readonly signals: SignalInbox;
	/** What came up before there was a log. */
	readonly remarks: readonly Remark[];
	/** Called once, when all is over, with the daemon's exit code. */
	readonly onExit: (exitCode: number) => void;
}

/** How long the last lines may take to a reader that is slow. */
const FLUSH_MS = 1000;

/** Node's longest, 24.8 days. */
const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

export class Daemon {
	readonly #options: DaemonOptions;
	readonly #podId = randomBytes(8).toString('hex');
	#session: Session;
	#next: Config | undefined;
	#isAskedToExit = false;
	#pidfile: string | undefined;

	constructor(options: DaemonOptions) {
		this.#options = options;
		this.#session = this.#open(options.config, undefined);
	}

	start(): void {
		// Node ends when nothing is open; a pod whose programs are all down, or have closed their pipes, is still one.
		setInterval(() => undefined, LONGEST_INTERVAL_MS);
		const { system, signals, remarks } = this.#options;
		system.processes.onExit(({ pid, status }) => this.#session.pod.exited(pid, status));
		system.processes.onOrphan(({ pid }) => {
			this.#session.log.debug({ event: 'reaped', pid }, `reaped unknown pid ${pid}`);
			this.#session.pod.orphanReaped();
		});
		for (const { level, message } of remarks) this.#session.log[level]({ event: 'remark' }, message);
		this.#begin();
		signals.listen((signal) => this.#receive(signal));
	}

	#open(config: Config, takeOver: Session | undefined): Session {
		const { system, accounts } = this.#options;
		return new Session({
			config,
			system,
			takeOver,
			environment: process.env,
			uid: process.getuid?.() ?? 0,
			groupsOf: (user) => accounts.supplementaryGroups(user),
			podId: this.#podId,
			seed: randomInt(2 ** 31),
			onEnd: (end) => this.#podEnded(end),
		});
	}

	#begin(): void {
		const { pod } = this.#session;
		this.#writePidfile();
		pod.post({ type: 'boot', at: pod.now });
	}

	#receive(signal: DaemonSignal): void {
		switch (signal) {
			case 'SIGTERM':
			case 'SIGINT':
			case 'SIGQUIT':
				this.#exitBy(signal);
				return;
			case 'SIGHUP':
				this.#restartBy(signal);
				return;
			case 'SIGUSR2':
				this.#session.log.info({ event: 'signal', signal }, `received ${signal} indicating log reopen request`);
				this.#session.log.reopen();
				this.#session.pod.reopenLogs();
				return;
			case 'SIGUSR1':
				this.#session.log.debug({ event: 'signal', signal }, `received ${signal} indicating nothing`);
		}
	}

	#exitBy(signal: DaemonSignal): void {
		const at = this.#session.pod.now;
		if (this.#isAskedToExit) {
			this.#session.log.warn({ event: 'signal', signal }, `received ${signal} again, killing what is left`);
			this.#session.pod.post({ type: 'hasten', at });
			return;
		}
		this.#isAskedToExit = true;
		this.#session.log.warn({ event: 'signal', signal }, `received ${signal} indicating exit request`);
		this.#session.pod.post({ type: 'shutdown', at, intent: 'exit', reason: signal });
	}

	/** The new configuration is read before anything is stopped: a broken one changes nothing. */
	#restartBy(signal: DaemonSignal): void {
		if (this.#session.pod.world.shutdown?.intent === 'exit') {
			this.#session.log.warn(
				{ event: 'signal', signal },
				`ignored ${signal} indicating restart request (shutdown in progress)`,
			);
			return;
		}
		this.#session.log.warn({ event: 'signal', signal }, `received ${signal} indicating restart request`);
		const result = this.#options.reload();
		if (!result.ok) {
			this.#refuse(result.problems);
			return;
		}
		this.#next = result.config;
		this.#session.pod.post({ type: 'shutdown', at: this.#session.pod.now, intent: 'restart', reason: signal });
	}

	#refuse(problems: readonly Problem[]): void {
		for (const problem of problems)
			this.#session.log.error({ event: 'config', ...problem.place }, formatProblem(problem));
		this.#session.log.error(
			{ event: 'config', problems: problems.length },
			'the new configuration cannot be used; going on with the old one',
		);
	}

	#podEnded(end: PodEnd): void {
		// Not within the turn that ended it.
		queueMicrotask(() => {
			if (end.intent === 'restart' && this.#next !== undefined && !this.#isAskedToExit) this.#beginAnew(this.#next);
			else this.#finish(end);
		});
	}

	#beginAnew(config: Config): void {
		const old = this.#session;
		old.close();
		this.#session = this.#open(config, old);
		this.#next = undefined;
		this.#begin();
	}

	#finish({ exitCode, culprit }: PodEnd): void {
		const { system, onExit } = this.#options;
		const { log, logs, pod } = this.#session;
		endDescendants(system, (survivors) => {
			if (survivors.length > 0) {
				log.critical({ event: 'unkillable', pids: survivors }, `cannot kill pids ${survivors.join(', ')}`);
			}
			this.#removePidfile();
			if (culprit === undefined) log.info({ event: 'exit', exitCode }, `all stopped; exit status ${exitCode}`);
			else {
				const message = `all stopped; exit status ${exitCode}, because of critical process '${pod.nameOf(culprit)}'`;
				log.critical({ event: 'exit', exitCode, process: culprit }, message);
			}
			this.#session.close();
			logs.container.flush(FLUSH_MS, () => {
				logs.container.close();
				logs.syslog.close();
				system.processes.close();
				onExit(exitCode);
			});
		});
	}

	#removePidfile(): void {
		const path = this.#pidfile;
		if (path === undefined) return;
		this.#pidfile = undefined;
		try {
			this.#options.system.files.remove(path);
		} catch (error) {
			// EROFS, EACCES, or somebody made a folder of that name: no reason to end otherwise than in order.
			const { code } = error as NodeJS.ErrnoException;
			this.#session.log.warn({ event: 'pidfile', path, code }, `could not remove pidfile ${path} (${code})`);
		}
	}

	#writePidfile(): void {
		const { config, log } = this.#session;
		const { pidfile } = config.daemon;
		const { files, processes } = this.#options.system;
		if (this.#pidfile !== pidfile) this.#removePidfile();
		try {
			files.writeText(pidfile, `${processes.pid}\n`);
			this.#pidfile = pidfile;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			log.critical({ event: 'pidfile', path: pidfile, code }, `could not write pidfile ${pidfile} (${code})`);
		}
		log.info(
			{ event: 'started', pid: processes.pid, config: config.file },
			`podvisord started with pid ${processes.pid}`,
		);
	}
}
