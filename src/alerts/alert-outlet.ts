import type { AlertConfig, AlertSinkConfig } from '../config/config.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { System } from '../platform/system.ts';
import type { Alert } from './alert.ts';
import { AlertGate, type Decision } from './alert-gate.ts';
import type { Delivery } from './delivery.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { DeliveryRecord } from './delivery-record.ts';
import type { Finding } from './finding.ts';
import { isWanted } from './is-wanted.ts';
import type { AlertSink, RemoteSink } from './sinks/alert-sink.ts';
import { createSink } from './sinks/create-sink.ts';

/** How one sink fares, since the daemon began. */
export interface AlertCounts {
	readonly name: string;
	readonly type: AlertSinkConfig['type'];
	/** That arrived. */
	readonly sent: number;
	/** That were refused, or given up. */
	readonly failed: number;
	/** That had to make room while the sink was away. */
	readonly dropped: number;
	/** That were not sent, since they came too soon after the one before, or to and fro. */
	readonly suppressed: number;
	/** That wait. */
	readonly pending: number;
}

/** What came of a test. */
export interface AlertTest {
	readonly ok: boolean;
	/** A phrase. */
	readonly message: string;
}

export interface AlertOutletOptions {
	readonly config: AlertConfig;
	readonly system: System;
	readonly log: DaemonLog;
	/** Of commands. */
	readonly environment: Readonly<Record<string, string>>;
	readonly compose: (decision: Decision, config: AlertConfig) => Alert;
	/** Of what the other end said: it may quote what it was sent. */
	readonly redact: (text: string) => string;
	/** The outlet of the same name and type before a restart in place; it is closed. */
	readonly takeOver: AlertOutlet | undefined;
}

/** Due work is not looked for more often than this: what waits for a cooldown can wait so much longer. */
const LEAST_WAIT_MS = 1000;

/** One `[alert:x]`: which alerts it wants, when it was told what, and what waits for it. */
export class AlertOutlet {
	readonly config: AlertConfig;
	readonly #options: Omit<AlertOutletOptions, 'takeOver'>;
	readonly #gate: AlertGate;
	readonly #sink: AlertSink;
	readonly #queue: DeliveryQueue | undefined;
	readonly #record: DeliveryRecord;
	#suppressed: number;
	#due: { readonly at: number; readonly cancel: () => void } | undefined;
	#cancelRefresh: (() => void) | undefined;
	/** That were not delivered when it was closed: the next outlet has them. */
	#left: readonly Alert[] = [];
	#isClosed = false;

	constructor({ takeOver, ...options }: AlertOutletOptions) {
		const { config, system, environment } = options;
		this.config = config;
		this.#options = options;
		const before =
			takeOver === undefined
				? undefined
				: { record: takeOver.#record, gate: takeOver.#gate, sink: takeOver.#sink, left: takeOver.#left };
		this.#record = new DeliveryRecord({ ...options, name: config.name, takeOver: before?.record });
		this.#suppressed = takeOver === undefined ? 0 : takeOver.#suppressed;
		this.#gate = new AlertGate({ cooldownMs: config.cooldownMs, takeOver: before?.gate });
		const { sink, timeoutMs } = config;
		this.#sink = createSink({ config: sink, system, timeoutMs, environment, takeOver: before?.sink });
		this.#queue = this.#sink.type === 'remote' ? this.#openQueue(this.#sink, before?.left ?? []) : undefined;
		this.#refreshLater();
		this.#reviewLater();
	}

	get counts(): AlertCounts {
		return {
			name: this.config.name,
			type: this.config.sink.type,
			...this.#record.counts,
			suppressed: this.#suppressed,
			pending: this.#queue?.pending ?? 0,
		};
	}

	/** What lasts, whether it was told or not. */
	lasting(): readonly Pick<Finding, 'kind' | 'subject'>[] {
		return this.#gate.lasting();
	}

	take(finding: Finding): void {
		if (!isWanted(this.config, finding)) return;
		const decision = this.#gate.take(finding, this.#options.system.clock.now());
		if (decision !== undefined) this.#tell(decision);
		else if (finding.status !== 'resolved') this.#suppressed += 1;
		this.#reviewLater();
	}

	/** Delivers one alert now, whatever waits, and tells how that went. */
	async test(alert: Alert): Promise<AlertTest> {
		const sink = this.#sink;
		const delivery = sink.type === 'direct' ? sink.write(alert) : await this.#testRemote(sink, alert);
		this.#record.noteTest(delivery);
		return delivery.type === 'delivered'
			? { ok: true, message: 'delivered' }
			: { ok: false, message: this.#options.redact(delivery.reason) };
	}

	/** Resolves when nothing waits any more. */
	flush(): Promise<void> {
		return this.#queue?.flush() ?? Promise.resolve();
	}

	/** What is not delivered is left to the next outlet; it is not lost yet. */
	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#due?.cancel();
		this.#cancelRefresh?.();
		this.#left = this.#queue?.close() ?? [];
		if (this.#sink.type === 'direct') this.#sink.close();
	}

	/** At the end of all: says what will never be delivered, which nobody else would. */
	tellLost(log: DaemonLog): void {
		this.#record.tellLost(this.counts.pending, log);
	}

	#openQueue(sink: RemoteSink, waiting: readonly Alert[]): DeliveryQueue {
		return new DeliveryQueue({
			clock: this.#options.system.clock,
			batch: sink.batch,
			deliver: (alerts, signal) => sink.deliver(alerts, signal),
			onDelivery: (delivery, count) => this.#delivered(delivery, count),
			onDropped: (count) => this.#record.noteDropped(count),
			waiting,
			random: Math.random,
		});
	}

	#tell(decision: Decision): void {
		if (decision.status === 'resolved' && !this.config.sendResolved) return;
		const alert = this.#options.compose(decision, this.config);
		if (this.#sink.type === 'direct') this.#delivered(this.#sink.write(alert), 1);
		else this.#queue?.push(alert);
	}

	#delivered(delivery: Delivery, count: number): void {
		this.#record.note(delivery, count);
		if (delivery.type === 'delivered') this.#refreshLater();
	}

	async #testRemote(sink: RemoteSink, alert: Alert): Promise<Delivery> {
		const signal = AbortSignal.timeout(2 * this.config.timeoutMs);
		const deliver = async (): Promise<Delivery> => {
			const delivery = await sink.deliver([alert], signal);
			if (delivery.type !== 'delivered' || !sink.remembers) return delivery;
			// It would be there until somebody took it away.
			return sink.deliver([{ ...alert, id: `${alert.id}-end`, status: 'resolved' }], signal);
		};
		return (await this.#queue?.alone(deliver)) ?? { type: 'refused', reason: 'it is closed' };
	}

	/** What a sink forgets if it does not hear of it is said again while it lasts. */
	#refreshLater(): void {
		const sink = this.#sink;
		if (sink.type === 'direct' || sink.refresh === undefined || this.#cancelRefresh !== undefined) return;
		if (sink.refreshMs === undefined || this.#isClosed) return;
		const { clock } = this.#options.system;
		this.#cancelRefresh = clock.at(clock.now() + sink.refreshMs, () => void this.#refresh(sink));
	}

	async #refresh(sink: RemoteSink): Promise<void> {
		if (this.#isClosed) return;
		const signal = AbortSignal.timeout(2 * this.config.timeoutMs);
		const delivery = await this.#queue?.alone(async () => sink.refresh?.(signal));
		this.#cancelRefresh = undefined;
		if (this.#isClosed || delivery === undefined) return;
		this.#record.note(delivery, 0);
		this.#refreshLater();
	}

	#reviewLater(): void {
		const { clock } = this.#options.system;
		const dueAt = this.#gate.nextDueAt();
		if (dueAt === undefined || this.#isClosed || (this.#due !== undefined && this.#due.at <= dueAt)) return;
		this.#due?.cancel();
		const at = Math.max(dueAt, clock.now() + LEAST_WAIT_MS);
		const cancel = clock.at(at, () => {
			this.#due = undefined;
			for (const decision of this.#gate.due(clock.now())) {
				// It was counted when it came.
				if (decision.status === 'firing') this.#suppressed -= 1;
				this.#tell(decision);
			}
			this.#reviewLater();
		});
		this.#due = { at, cancel };
	}
}
