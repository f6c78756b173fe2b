/**
 * The daemon's life: one pod after the other (SIGHUP ends one and begins the next on the re-read configuration), the
 * signals it listens to, and its end, after which nothing of it is left on the machine.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { Config, Problem } from '../config/config.ts';
import { formatProblem } from '../config/format-problem.ts';
import type { LoadResult } from '../config/load-result.ts';
import { cleanAutoLogs } from '../logs/clean-auto-logs.ts';
import { createDaemonLog, type DaemonLog } from '../logs/daemon-log.ts';
import { createLogDependencies, type LogDependencies } from '../logs/log-dependencies.ts';
import type { LogTrouble } from '../logs/log-trouble.ts';
import type { Accounts } from '../platform/accounts.ts';
import type { System } from '../platform/system.ts';
import { endDescendants } from './end-descendants.ts';
import { Pod, type PodEnd } from './pod.ts';
import { type Remark, remarkOnUsers } from './prepare-daemon.ts';
import { reportLogTrouble } from './report-log-trouble.ts';
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
	#config: Config;
	#next: Config | undefined;
	#logs!: LogDependencies;
	#log!: DaemonLog;
	#pod!: Pod;
	#isAskedToExit = false;
	#pidfile: string | undefined;

	constructor(options: DaemonOptions) {
		this.#options = options;
		this.#config = options.config;
	}

	start(): void {
		// Node ends when nothing is open; a pod whose programs are all down, or have closed their pipes, is still one.
		setInterval(() => undefined, LONGEST_INTERVAL_MS);
		const { system, signals, remarks } = this.#options;
		system.processes.onExit(({ pid, status }) => this.#pod.exited(pid, status));
		system.processes.onOrphan(({ pid }) => {
			this.#log.debug({ event: 'reaped', pid }, `reaped unknown pid ${pid}`);
			this.#pod.orphanReaped();
		});
		this.#openLogs();
		for (const { level, message } of remarks) this.#log[level]({ event: 'remark' }, message);
		this.#writePidfile();
		this.#startPod();
		signals.listen((signal) => this.#receive(signal));
	}

	#openLogs(): void {
		const { system } = this.#options;
		// The logs report their troubles to the daemon's log, which is one of them.
		const report = (trouble: LogTrouble): void => reportLogTrouble(this.#log, trouble);
		this.#logs = createLogDependencies({ system, daemon: this.#config.daemon, report });
		this.#log = createDaemonLog(this.#config.daemon, this.#logs);
		const { failed } = cleanAutoLogs(this.#config.daemon, system.files);
		for (const path of failed) this.#log.warn({ event: 'remark', path }, `Failed to clean up '${path}'`);
		const remark = remarkOnUsers(this.#config, process.getuid?.() ?? 0);
		if (remark !== undefined) this.#log[remark.level]({ event: 'remark' }, remark.message);
		for (const warning of this.#config.warnings) this.#log.warn({ event: 'config' }, formatProblem(warning));
	}

	#startPod(): void {
		const { system, accounts } = this.#options;
		this.#pod = new Pod({
			config: this.#config,
			system,
			logs: this.#logs,
			log: this.#log,
			environment: process.env,
			uid: process.getuid?.() ?? 0,
			groupsOf: (user) => accounts.supplementaryGroups(user),
			podId: this.#podId,
			seed: randomInt(2 ** 31),
			onEnd: (end) => this.#podEnded(end),
		});
		this.#pod.post({ type: 'boot', at: this.#pod.now });
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
				this.#log.info({ event: 'signal', signal }, `received ${signal} indicating log reopen request`);
				this.#log.reopen();
				this.#pod.reopenLogs();
				return;
			case 'SIGUSR1':
				this.#log.debug({ event: 'signal', signal }, `received ${signal} indicating nothing`);
		}
	}

	#exitBy(signal: DaemonSignal): void {
		const at = this.#pod.now;
		if (this.#isAskedToExit) {
			this.#log.warn({ event: 'signal', signal }, `received ${signal} again, killing what is left`);
			this.#pod.post({ type: 'hasten', at });
			return;
		}
		this.#isAskedToExit = true;
		this.#log.warn({ event: 'signal', signal }, `received ${signal} indicating exit request`);
		this.#pod.post({ type: 'shutdown', at, intent: 'exit', reason: signal });
	}

	/** The new configuration is read before anything is stopped: a broken one changes nothing. */
	#restartBy(signal: DaemonSignal): void {
		if (this.#pod.world.shutdown?.intent === 'exit') {
			this.#log.warn(
				{ event: 'signal', signal },
				`ignored ${signal} indicating restart request (shutdown in progress)`,
			);
			return;
		}
		this.#log.warn({ event: 'signal', signal }, `received ${signal} indicating restart request`);
		const result = this.#options.reload();
		if (!result.ok) {
			this.#refuse(result.problems);
			return;
		}
		this.#next = result.config;
		this.#pod.post({ type: 'shutdown', at: this.#pod.now, intent: 'restart', reason: signal });
	}

	#refuse(problems: readonly Problem[]): void {
		for (const problem of problems) this.#log.error({ event: 'config', ...problem.place }, formatProblem(problem));
		this.#log.error(
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
		this.#closePod();
		this.#config = config;
		this.#next = undefined;
		this.#openLogs();
		this.#writePidfile();
		this.#startPod();
	}

	#finish({ exitCode, culprit }: PodEnd): void {
		const { system, onExit } = this.#options;
		endDescendants(system, (survivors) => {
			if (survivors.length > 0) {
				this.#log.critical({ event: 'unkillable', pids: survivors }, `cannot kill pids ${survivors.join(', ')}`);
			}
			if (this.#pidfile !== undefined) system.files.remove(this.#pidfile);
			if (culprit === undefined) this.#log.info({ event: 'exit', exitCode }, `all stopped; exit status ${exitCode}`);
			else {
				const message = `all stopped; exit status ${exitCode}, because of critical process '${this.#pod.nameOf(culprit)}'`;
				this.#log.critical({ event: 'exit', exitCode, process: culprit }, message);
			}
			this.#logs.container.flush(FLUSH_MS, () => {
				this.#closePod();
				system.processes.close();
				onExit(exitCode);
			});
		});
	}

	#closePod(): void {
		this.#pod.close();
		this.#log.close();
		this.#logs.container.close();
	}

	#writePidfile(): void {
		const { pidfile } = this.#config.daemon;
		const { files, processes } = this.#options.system;
		if (this.#pidfile !== undefined && this.#pidfile !== pidfile) files.remove(this.#pidfile);
		try {
			files.writeText(pidfile, `${processes.pid}\n`);
			this.#pidfile = pidfile;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			this.#log.critical({ event: 'pidfile', path: pidfile, code }, `could not write pidfile ${pidfile} (${code})`);
		}
		this.#log.info(
			{ event: 'started', pid: processes.pid, config: this.#config.file },
			`podvisord started with pid ${processes.pid}`,
		);
	}
}
