import { Alerter } from '../alerts/alerter.ts';
import type { Config, ProcessConfig } from '../config/config.ts';
import { Availability } from '../events/availability.ts';
import { IncidentJournal } from '../events/incident-journal.ts';
import { IncidentOutput } from '../events/incident-output.ts';
import { Observations } from '../events/observations.ts';
import { observeNotice } from '../events/observe-notice.ts';
import { Pressures } from '../events/pressures.ts';
import { keyOf } from '../events/process-ref.ts';
import { RecentCrashes } from '../events/recent-crashes.ts';
import { Tally } from '../events/tally.ts';
import { stackOf } from '../foundation/stack-of.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { System } from '../platform/system.ts';
import type { World } from '../supervision/world.ts';
import type { WorldNotice } from '../supervision/world-effect.ts';
import { DiskWatcher } from '../watch/disk-watcher.ts';
import { HealthBoard } from '../watch/health-board.ts';
import { MemoryWatcher } from '../watch/memory-watcher.ts';
import type { WatchedPod } from '../watch/watched-pod.ts';

export interface PodWatchOptions {
	readonly config: Config;
	readonly system: System;
	readonly log: DaemonLog;
	/** The daemon's own. */
	readonly environment: NodeJS.ProcessEnv;
	/** Of the pod before a restart in place: what it counted and kept goes on. */
	readonly takeOver: PodWatch | undefined;
}

/** All that looks at the pod while it runs, and all that remembers and tells what was seen. */
export class PodWatch {
	readonly observations: Observations;
	readonly memory: MemoryWatcher;
	readonly disk: DiskWatcher;
	readonly health: HealthBoard = new HealthBoard();
	readonly crashes: RecentCrashes;
	readonly availability: Availability;
	readonly incidents: IncidentJournal;
	/** What programs wrote last. */
	readonly output: IncidentOutput;
	readonly pressures: Pressures;
	readonly alerts: Alerter;
	readonly tally: Tally;

	constructor({ config, system, log, environment, takeOver }: PodWatchOptions) {
		this.observations = new Observations(system.clock, (error, { type }) => {
			const stack = stackOf(error);
			log.error({ event: 'internal-error', type, stack }, `a watcher failed at ${type}: ${stack}`);
		});
		// First of all: at an exit the others ask it whether it was the OOM killer.
		const { observations } = this;
		this.memory = new MemoryWatcher({ config, system, log, observations, takeOver: takeOver?.memory });
		this.disk = new DiskWatcher({ config, system, log, observations, takeOver: takeOver?.disk });
		this.crashes = new RecentCrashes(observations);
		this.availability = new Availability(observations, takeOver?.availability);
		this.output = new IncidentOutput(system.files);
		this.incidents = new IncidentJournal({
			observations,
			linesOf: (key, stream) => this.output.linesOf(key, stream),
			probesOf: (key) => this.health.of(key)?.history ?? [],
			memoryOf: (key) => this.memory.of(key)?.rssBytes,
			oomKilled: (key) => this.memory.oomKilled(key),
			takeOver: takeOver?.incidents,
		});
		this.pressures = new Pressures(observations);
		const alerts = takeOver?.alerts;
		this.alerts = new Alerter({ config, system, log, observations, environment, takeOver: alerts });
		this.tally = takeOver?.tally ?? new Tally();
		this.tally.listen(observations);
		this.regrouped(keysOf(config));
	}

	/** What the core decided to tell. `world`: after the turn. */
	notice(
		notice: WorldNotice,
		context: {
			readonly world: World;
			readonly now: number;
			readonly configOf: (key: string) => ProcessConfig | undefined;
		},
	): void {
		this.memory.notice(notice, context.configOf);
		if (notice.type === 'process' && notice.notice.type === 'state' && notice.notice.to === 'STARTING') {
			const config = context.configOf(notice.process);
			if (config !== undefined) this.alerts.expect(config);
		}
		observeNotice(this.observations, notice, context);
	}

	/** These processes are in the configuration from now on, and no others. */
	regrouped(keys: ReadonlySet<string>): void {
		this.availability.keepOnly(keys);
		this.alerts.keepOnly(keys);
		this.tally.keepOnly(keys);
	}

	/** The process leaves the configuration, or means something else from now on. */
	forget(key: string): void {
		this.output.forget(key);
	}

	/** The pod is about to start its programs. */
	begin(pod: WatchedPod): void {
		this.memory.begin(pod);
		this.disk.begin(pod);
	}

	close(): void {
		this.memory.close();
		this.disk.close();
		this.alerts.close();
	}
}

function keysOf({ groups }: Config): Set<string> {
	return new Set(groups.flatMap(({ processes }) => processes).map(keyOf));
}
