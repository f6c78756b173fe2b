import type { DaemonLog } from '../logs/daemon-log.ts';
import type { Delivery } from './delivery.ts';

export interface DeliveryRecordOptions {
	/** The sink's. */
	readonly name: string;
	readonly log: DaemonLog;
	/** Of what the other end said: it may quote what it was sent. */
	readonly redact: (text: string) => string;
	/** Of the same sink before a restart in place. */
	readonly takeOver: DeliveryRecord | undefined;
}

/** What became of the alerts to one sink; the log is told when a trouble with it begins, and when it is over. */
export class DeliveryRecord {
	readonly #options: Omit<DeliveryRecordOptions, 'takeOver'>;
	#sent: number;
	#failed: number;
	#dropped: number;
	/** Failed or dropped since the trouble with the sink began. */
	#lost: number;
	#isInTrouble = false;

	constructor({ takeOver, ...options }: DeliveryRecordOptions) {
		this.#options = options;
		this.#sent = takeOver === undefined ? 0 : takeOver.#sent;
		this.#failed = takeOver === undefined ? 0 : takeOver.#failed;
		this.#dropped = takeOver === undefined ? 0 : takeOver.#dropped;
		this.#lost = takeOver === undefined ? 0 : takeOver.#lost;
	}

	get counts(): { readonly sent: number; readonly failed: number; readonly dropped: number } {
		return { sent: this.#sent, failed: this.#failed, dropped: this.#dropped };
	}

	/** So many alerts went this way; 0 for what is only said again. */
	note(delivery: Delivery, count: number): void {
		if (delivery.type === 'delivered') {
			this.#sent += count;
			this.#tellRecovery();
			return;
		}
		if (delivery.type === 'refused') {
			this.#failed += count;
			this.#lost += count;
		}
		this.#tellTrouble(delivery);
	}

	/** Who asked for it is told how it went, and the log is not. */
	noteTest({ type }: Delivery): void {
		if (type === 'delivered') this.#sent += 1;
		else this.#failed += 1;
	}

	/** So many had to make room for later ones. */
	noteDropped(count: number): void {
		this.#dropped += count;
		this.#lost += count;
	}

	/** Says what will never be delivered, `pending` with it, which nobody else would; `log`: its own may be closed. */
	tellLost(pending: number, log: DaemonLog): void {
		const { name } = this.#options;
		const lost = this.#lost + pending;
		if (lost === 0) return;
		this.#lost = 0;
		log.warn({ event: 'alerts', sink: name, lost }, `${lost} alerts to '${name}' were not delivered`);
	}

	#tellTrouble({ type, reason: said }: Exclude<Delivery, { type: 'delivered' }>): void {
		if (this.#isInTrouble) return;
		this.#isInTrouble = true;
		const { log, name, redact } = this.#options;
		const reason = redact(said);
		const what = type === 'retry' ? 'they wait, and are tried again' : 'it is counted as failed';
		log.warn({ event: 'alerts', sink: name, reason }, `alerts to '${name}' cannot be delivered: ${reason}; ${what}`);
	}

	#tellRecovery(): void {
		if (!this.#isInTrouble) return;
		this.#isInTrouble = false;
		const { log, name } = this.#options;
		const lost = this.#lost;
		this.#lost = 0;
		log.info({ event: 'alerts', sink: name, lost }, `alerts to '${name}' are delivered again; ${lost} were lost`);
	}
}
