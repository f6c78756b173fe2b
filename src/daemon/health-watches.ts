import type { Probe, ProcessConfig } from '../config/config.ts';
import { refOf } from '../events/process-ref.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import { LineListener } from '../logs/line-listener.ts';
import type { StreamTap } from '../logs/stream-tap.ts';
import { errorCode } from '../platform/errno.ts';
import type { SpawnRequest, System } from '../platform/system.ts';
import type { WorldEvent } from '../supervision/world-event.ts';
import { createProbeAsker } from '../watch/create-probe-asker.ts';
import type { ProbeGroup } from '../watch/group-probes.ts';
import { HealthWatch } from '../watch/health-watch.ts';
import type { HealthFinding } from '../watch/judge-health.ts';
import { NotifySocket } from '../watch/notify-socket.ts';
import { NotifyState } from '../watch/notify-state.ts';
import type { ProbeAsker } from '../watch/probe-asker.ts';
import { watchdogProbe } from '../watch/watchdog-probe.ts';
import type { Child } from './child.ts';
import type { PodWatch } from './pod-watch.ts';
import { spreadOf } from './spread-of.ts';

export interface HealthWatchesOptions {
	readonly system: System;
	readonly watch: PodWatch;
	readonly log: DaemonLog;
	readonly podId: string;
	readonly seed: number;
	readonly version: string;
	readonly post: (event: WorldEvent) => void;
}

/** What a program's own environment says about sd_notify(3); `undefined` takes a variable away. */
export type NotifyVariables = Readonly<Record<string, string | undefined>>;

/** How a child was started, for those of its probes that run as it does. */
type Start = Pick<SpawnRequest, 'environment' | 'directory' | 'identity'>;

/** The probes of all living processes: what they find goes to the core, what they answer to whoever looks on. */
export class HealthWatches {
	readonly #options: HealthWatchesOptions;
	readonly #socket: NotifySocket;
	readonly #listeners = new Map<string, LineListener>();
	readonly #starts = new Map<string, Start>();

	constructor(options: HealthWatchesOptions) {
		this.#options = options;
		this.#socket = new NotifySocket(options.system, `podvisor/${options.podId}/notify`);
	}

	/** What must hear of a stream's bytes; `undefined` where nothing must. */
	tapOf(key: string, config: ProcessConfig): StreamTap | undefined {
		if (!probesOf(config).some(({ type }) => type === 'log')) return undefined;
		const listener = this.#listeners.get(key) ?? new LineListener();
		this.#listeners.set(key, listener);
		return listener.tap();
	}

	/** What the environment of a program must say, whose socket is opened with the first that needs it. */
	notifyVariables(config: ProcessConfig): NotifyVariables {
		if (!probesOf(config).some(({ type }) => type === 'notify')) return {};
		const isWatchdog = config.liveness?.type === 'notify';
		try {
			return {
				NOTIFY_SOCKET: this.#socket.open(),
				// In microseconds. Without a pid it is meant for any process of the program.
				WATCHDOG_USEC: isWatchdog ? String(Math.round(silenceMs(config) * 1000)) : undefined,
				WATCHDOG_PID: undefined,
			};
		} catch (error) {
			const reason = errorCode(error) ?? String(error);
			const message = `cannot hear what '${config.name}' says by sd_notify (${reason}): it will not be ready`;
			this.#options.log.error({ event: 'notify-socket', process: config.name }, message);
			return {};
		}
	}

	/** It is about to be told that it lives: what was known of its health is of another. */
	spawned(key: string, config: ProcessConfig, start: Start): void {
		const probes = probesOf(config);
		if (probes.length === 0) return;
		this.#options.watch.health.begin(key);
		if (probes.some(({ type }) => type === 'exec')) this.#starts.set(key, start);
	}

	/** Asks its probes from now on; `child.stopWatching` ends it. */
	begin(child: Child, config: ProcessConfig): void {
		const { system, watch, podId, seed } = this.#options;
		const { key, tree } = child;
		const notify = new NotifyState(system.clock, (status) => watch.health.setStatus(key, status));
		const usesNotify = probesOf(config).some(({ type }) => type === 'notify');
		const leave = usesNotify ? this.#socket.on(key, { tree, hear: (message) => notify.take(message) }) : () => {};
		let isOver = false;
		// It may be over before the constructor has returned: what is told at once can end it.
		let end = (): void => {
			isOver = true;
		};
		child.stopWatching = () => {
			end();
			leave();
			this.#starts.delete(key);
		};
		const healthWatch = new HealthWatch({
			config,
			clock: system.clock,
			createAsker: (group) => this.#createAsker(group, { child, config, notify }),
			spread: spreadOf(`${podId}/${key}`, seed),
			onResult: (result, failures) => {
				watch.health.record(key, result, failures);
				watch.observations.saw({ type: 'probe', process: refOf(config), result });
			},
			onFinding: (finding) => this.#post(child, finding),
		});
		if (isOver) healthWatch.close();
		else end = () => healthWatch.close();
	}

	/** The process leaves the configuration, or means something else from now on. */
	forget(key: string): void {
		this.#listeners.delete(key);
		this.#starts.delete(key);
		this.#options.watch.health.forget(key);
	}

	close(): void {
		this.#socket.close();
	}

	#createAsker(
		group: ProbeGroup,
		{
			child: { key, tree, notification },
			config,
			notify,
		}: { readonly child: Child; readonly config: ProcessConfig; readonly notify: NotifyState },
	): ProbeAsker {
		const { system, version } = this.#options;
		const { timeoutMs, startPeriodMs } = config.health;
		if (group.probe.type === 'notify' && group.kinds.includes('liveness')) {
			const { clock } = system;
			// After a startup probe nothing more is waited for.
			const graceMs = config.startup === undefined ? startPeriodMs : 0;
			return watchdogProbe({ state: notify, limitMs: silenceMs(config), graceMs, clock });
		}
		const { environment = {}, directory, identity } = this.#starts.get(key) ?? {};
		return createProbeAsker(group.probe, {
			system,
			version,
			tree,
			timeoutMs,
			runsAs: { environment, directory, identity },
			notification,
			hearLines: (listener) => this.#listeners.get(key)?.hear(listener) ?? (() => {}),
			notify,
		});
	}

	#post({ key: process, generation }: Child, finding: HealthFinding): void {
		this.#options.post({ ...finding, at: this.#options.system.clock.now(), process, generation });
	}
}

function probesOf({ startup, readiness, liveness }: ProcessConfig): readonly Probe[] {
	return [startup, readiness, liveness].filter((probe) => probe !== undefined);
}

/** How long a program may send no WATCHDOG=1: the failures that would be believed, with their intervals. */
function silenceMs({ health }: ProcessConfig): number {
	return health.intervalMs * health.retries;
}
