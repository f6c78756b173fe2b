import type { ControlServers } from './control.ts';
import type { Session } from './session.ts';
import type { DaemonSignal } from './signal-inbox.ts';

/** What a signal can make the daemon do. */
export interface SignalOrdersOptions {
	readonly session: () => Session;
	readonly servers: Pick<ControlServers, 'refresh'>;
	readonly shutDown: (reason: string) => void;
	readonly restart: (reason: string) => void;
}

/** The signals that the daemon obeys, with supervisord's words for each in the log. */
export class SignalOrders {
	readonly #options: SignalOrdersOptions;
	#hasToldToExit = false;

	constructor(options: SignalOrdersOptions) {
		this.#options = options;
	}

	obey(signal: DaemonSignal): void {
		const { log, pod } = this.#options.session();
		switch (signal) {
			case 'SIGTERM':
			case 'SIGINT':
			case 'SIGQUIT':
				this.#exit(signal);
				return;
			case 'SIGHUP':
				this.#restart(signal);
				return;
			case 'SIGUSR2':
				log.info({ event: 'signal', signal }, `received ${signal} indicating log reopen request`);
				log.reopen();
				pod.reopenLogs();
				this.#options.servers.refresh();
				return;
			case 'SIGUSR1':
				log.debug({ event: 'signal', signal }, `received ${signal} indicating nothing`);
		}
	}

	/** The second one says that nobody is patient any more; a shutdown that an operator asked for does not count. */
	#exit(signal: DaemonSignal): void {
		const { log, pod } = this.#options.session();
		if (this.#hasToldToExit) {
			log.warn({ event: 'signal', signal }, `received ${signal} again, killing what is left`);
			pod.post({ type: 'hasten', at: pod.now });
			return;
		}
		this.#hasToldToExit = true;
		log.warn({ event: 'signal', signal }, `received ${signal} indicating exit request`);
		this.#options.shutDown(signal);
	}

	#restart(signal: DaemonSignal): void {
		const { log, pod } = this.#options.session();
		if (pod.world.shutdown?.intent === 'exit') {
			log.warn({ event: 'signal', signal }, `ignored ${signal} indicating restart request (shutdown in progress)`);
			return;
		}
		log.warn({ event: 'signal', signal }, `received ${signal} indicating restart request`);
		this.#options.restart(signal);
	}
}
