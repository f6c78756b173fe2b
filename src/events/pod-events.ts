import type { GroupConfig, ProcessConfig } from '../config/config.ts';
import { processKey } from '../foundation/process-name.ts';
import { stackOf } from '../foundation/stack-of.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { StreamTap } from '../logs/stream-tap.ts';
import type { Clock, InputPipe } from '../platform/system.ts';
import type { WorldNotice } from '../supervision/world-effect.ts';
import { describeOccurrence, type Occurrence } from './describe-occurrence.ts';
import { describeProcessState } from './describe-process-state.ts';
import { EventBus } from './event-bus.ts';
import { EventSerials } from './event-serials.ts';
import { type ListenerCounts, ListenerPool } from './listener-pool.ts';
import { outputEvents } from './output-events.ts';
import { Ticker } from './ticker.ts';

export interface PodEventsOptions {
	readonly clock: Clock;
	readonly log: Pick<DaemonLog, 'debug' | 'warn' | 'error'>;
	/** supervisord's `identifier`. */
	readonly identifier: string;
	/** The events before a restart in place: their numbers go on. */
	readonly takeOver?: PodEvents | undefined;
}

type Whose = Pick<ProcessConfig, 'group' | 'name'>;

/** How long a listener may take for what it was told before it is asked to stop: a turn of supervisord's loop. */
const PATIENCE_MS = 1000;

/** All that happens in a pod, for whoever wants to hear of it: event listeners, and what subscribes to `bus`. */
export class PodEvents {
	readonly bus: EventBus;
	readonly #options: Omit<PodEventsOptions, 'takeOver'>;
	readonly #serials: EventSerials;
	readonly #ticker: Ticker;
	/** By the group's name. */
	readonly #pools = new Map<string, { readonly pool: ListenerPool; readonly unsubscribe: () => void }>();
	/** Of each process, the latest. */
	readonly #pids = new Map<string, number>();
	#groups: readonly GroupConfig[] = [];
	#isStopping = false;

	constructor({ takeOver, ...options }: PodEventsOptions) {
		this.#options = options;
		this.#serials = takeOver === undefined ? new EventSerials() : takeOver.#serials;
		this.bus = new EventBus((error, { type }) => {
			const stack = stackOf(error);
			options.log.error({ event: 'internal-error', type, stack }, `a subscriber failed at ${type}: ${stack}`);
		});
		this.#ticker = new Ticker(options.clock, this.bus);
		this.bus.watchInterest(() => this.#ticker.arm());
	}

	/**
	 * The groups that there are, from now on: at the boot, and whenever some come, go or change. A pool of listeners hears
	 * of everything after its own coming, that included; one that changes keeps what waits for it.
	 */
	setGroups(groups: readonly GroupConfig[]): void {
		const after = new Set(groups);
		const before = new Map<string, ListenerPool>();
		for (const group of this.#groups) {
			if (after.has(group)) continue;
			const { name } = group;
			const held = this.#pools.get(name);
			if (held !== undefined) before.set(name, held.pool);
			held?.unsubscribe();
			this.#pools.delete(name);
			this.happened({ type: 'group-removed', group: name });
		}
		const known = new Set(this.#groups);
		this.#groups = groups;
		for (const group of groups) {
			if (known.has(group)) continue;
			this.#openPool(group, before.get(group.name));
			this.happened({ type: 'group-added', group: group.name });
		}
	}

	#openPool(group: GroupConfig, takeOver: ListenerPool | undefined): void {
		const { name, listener } = group;
		if (listener === undefined) return;
		const { log, identifier: server } = this.#options;
		const pool = new ListenerPool({ ...group, listener }, { log, server, serials: this.#serials }, takeOver);
		const unsubscribe = this.bus.subscribe(listener.events, (event) => pool.accept(event));
		this.#pools.set(name, { pool, unsubscribe });
	}

	/** What the core decided to tell; `config`: of the process that it is about. */
	notice(notice: WorldNotice, config: ProcessConfig | undefined): void {
		// supervisord tells once that it is stopping, also where a restart becomes an exit.
		if (notice.type === 'shutdown' && !this.#isStopping) {
			this.#isStopping = true;
			this.happened({ type: 'stopping' });
		}
		if (notice.type !== 'process' || notice.notice.type !== 'state' || config === undefined) return;
		const { to } = notice.notice;
		const pool = this.#poolOf(config);
		pool?.enters(config.name, to);
		if (this.bus.wants(`PROCESS_STATE_${to}`)) this.bus.publish(describeProcessState(config, notice.notice));
		pool?.entered(config.name, to);
	}

	/** Before anything that it writes is read. */
	childSpawned(config: Whose, pid: number, stdin: InputPipe): void {
		this.#pids.set(keyOf(config), pid);
		this.#poolOf(config)?.spawned(config.name, stdin);
	}

	/** The leader is dead, and all that it wrote was read. */
	childExited(config: Whose): void {
		this.#poolOf(config)?.exited(config.name);
	}

	/**
	 * A process is to be asked to stop: `ask` is called at once, or, of a listener, when it has answered all that happened
	 * until now, but after {@link PATIENCE_MS} at the latest. So the last one to be stopped hears of all others' end.
	 */
	beforeStop(config: Whose, ask: () => void): void {
		const pool = this.#poolOf(config);
		if (pool === undefined) {
			ask();
			return;
		}
		const { clock } = this.#options;
		const cancel = clock.at(clock.now() + PATIENCE_MS, askOnce);
		let isAsked = false;
		function askOnce(): void {
			if (isAsked) return;
			isAsked = true;
			cancel();
			pool?.stopping(config.name);
			ask();
		}
		pool.beforeStop(config.name, askOnce);
	}

	/** What must hear of a stream's bytes; `undefined` where nothing must. */
	tapOf(config: ProcessConfig, stream: 'stdout' | 'stderr'): StreamTap | undefined {
		if (config.kind === 'eventlistener' && stream === 'stdout') {
			return { onBytes: (chunk) => this.#poolOf(config)?.heard(config.name, chunk) };
		}
		const pids = this.#pids;
		const source = {
			config,
			stream,
			get pid(): number {
				return pids.get(keyOf(config)) ?? 0;
			},
		};
		return outputEvents(config[stream], source, this.bus);
	}

	happened(occurrence: Occurrence): void {
		this.bus.publish(describeOccurrence(occurrence));
	}

	/** One a pool of listeners. */
	get listeners(): readonly ListenerCounts[] {
		return [...this.#pools.values()].map(({ pool }) => pool.counts);
	}

	close(): void {
		for (const { unsubscribe } of this.#pools.values()) unsubscribe();
		this.#pools.clear();
		this.#ticker.close();
	}

	#poolOf({ group }: Whose): ListenerPool | undefined {
		return this.#pools.get(group)?.pool;
	}
}

function keyOf({ group, name }: Whose): string {
	return processKey({ group, process: name });
}
