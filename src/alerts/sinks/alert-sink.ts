import type { AlertSinkConfig } from '../../config/config.ts';
import type { System } from '../../platform/system.ts';
import type { Alert } from '../alert.ts';
import type { Delivery } from '../delivery.ts';

/** Where alerts go: one file, one address, one command. */
export type AlertSink = DirectSink | RemoteSink;

/** It takes each at once. */
export interface DirectSink {
	readonly type: 'direct';
	/** Never throws. */
	write(alert: Alert): Delivery;
	close(): void;
}

/** It takes its time: alerts wait for it in a queue. */
export interface RemoteSink {
	readonly type: 'remote';
	/** Alerts of one attempt at most. */
	readonly batch: number;
	/** What is firing stays until it is told as resolved, so that even a test must be. */
	readonly remembers: boolean;
	/** Tries once. Never rejects; ends within the time limit, or at once when aborted. */
	deliver(alerts: readonly Alert[], signal: AbortSignal): Promise<Delivery>;
	/** How often what is firing must be said again; `undefined` for a sink that remembers it, or while nothing is. */
	readonly refreshMs?: number | undefined;
	refresh?(signal: AbortSignal): Promise<Delivery>;
}

/** What sinks are made of. */
export interface SinkContext<Config extends AlertSinkConfig = AlertSinkConfig> {
	readonly config: Config;
	readonly system: System;
	/** Of one attempt. */
	readonly timeoutMs: number;
	/** Of commands. */
	readonly environment: Readonly<Record<string, string>>;
	/** The same sink before a restart in place. */
	readonly takeOver: AlertSink | undefined;
}

/** The configuration of one type of sink. */
export type SinkConfigOf<Type extends AlertSinkConfig['type']> = Extract<AlertSinkConfig, { readonly type: Type }>;
