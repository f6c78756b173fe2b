import { errorCode } from '../platform/errno.ts';
import type { System } from '../platform/system.ts';
import type { ControlServers } from './control.ts';
import type { Pidfile } from './pidfile.ts';
import type { Pod } from './pod.ts';
import type { PodEnd } from './pod-options.ts';
import type { Session } from './session.ts';
import { terminationMessage } from './termination-message.ts';

export interface DaemonEndOptions {
	readonly system: System;
	readonly servers: ControlServers;
	readonly pidfile: Pidfile;
	/** Where Kubernetes looks for why a container ended, if it is there. */
	readonly terminationLog: string;
	/** Called once, when all is over; it ends the process. */
	readonly onExit: (exitCode: number) => void;
}

/** Each step of the end has this long, whatever the budget says. */
const LEAST_MS = 100;

/** How long the last lines may take to a reader that is slow. */
const FLUSH_MS = 1000;

/** How long the last alerts may take. */
const ALERTS_MS = 2000;

/** What follows the last process' end: the last words, and nothing of the daemon is left on the machine. */
export class DaemonEnd {
	readonly #options: DaemonEndOptions;
	#hasBegun = false;

	constructor(options: DaemonEndOptions) {
		this.#options = options;
	}

	finish(session: Session, end: PodEnd): void {
		if (this.#hasBegun) return;
		this.#hasBegun = true;
		const { pidfile, servers } = this.#options;
		pidfile.remove(session.log);
		this.#tellWhy(session, end);
		// The last one tells why the pod ends.
		void session.watch.alerts.flush(withinBudget(session.pod, ALERTS_MS)).then(() => {
			servers.close(withinBudget(session.pod, FLUSH_MS), () => this.#exit(session, end.exitCode));
		});
	}

	#tellWhy({ log, pod, watch }: Session, { exitCode, culprit }: PodEnd): void {
		if (culprit === undefined) {
			// No program was to blame, so a failure is a bug of ours, and its stack was logged when it came.
			if (exitCode === 0) log.info({ event: 'exit', exitCode }, 'all stopped; exit status 0');
			else
				log.critical({ event: 'exit', exitCode }, `all stopped; exit status ${exitCode}, because of an internal error`);
			return;
		}
		const name = pod.nameOf(culprit);
		const message = `all stopped; exit status ${exitCode}, because of critical process '${name}'`;
		log.critical({ event: 'exit', exitCode, process: name }, message);
		const { files } = this.#options.system;
		const { terminationLog: path } = this.#options;
		if (path === '' || !files.exists(path)) return;
		const { exit, starts = 0 } = pod.world.processes.get(culprit) ?? {};
		try {
			files.writeText(
				path,
				terminationMessage({ name, exitCode, exit, starts, incidents: watch.incidents.of(culprit) }),
			);
		} catch (error) {
			// EACCES, EROFS, EISDIR …: it is a courtesy, and the log has told the same.
			log.debug({ event: 'termination-log', path }, `could not write ${path} (${errorCode(error)})`);
		}
	}

	#exit(session: Session, exitCode: number): void {
		session.watch.alerts.tellLost();
		session.close();
		// What is open still the kernel closes, sooner than we would.
		session.logs.container.flush(withinBudget(session.pod, FLUSH_MS), () => this.#options.onExit(exitCode));
	}
}

/** What is left of the shutdown's budget, as far as it is less than `ms`; a moment in any case. */
export function withinBudget(pod: Pod, ms: number): number {
	const { deadlineAt } = pod.world.shutdown ?? {};
	return deadlineAt === undefined ? ms : Math.max(LEAST_MS, Math.min(ms, deadlineAt - pod.now));
}
