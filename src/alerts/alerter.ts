import { hostname } from 'node:os';
import type { AlertConfig, Config, ProcessConfig } from '../config/config.ts';
import type { Observations } from '../events/observations.ts';
import { keyOf } from '../events/process-ref.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { System } from '../platform/system.ts';
import type { Alert, AlertPod } from './alert.ts';
import type { Decision } from './alert-gate.ts';
import { AlertIds } from './alert-ids.ts';
import { type AlertCounts, AlertOutlet, type AlertTest } from './alert-outlet.ts';
import { type AlertingObservation, AlertRules } from './alert-rules.ts';
import { composeAlert } from './compose-alert.ts';
import { findRecovery } from './find-recovery.ts';
import type { Finding } from './finding.ts';
import { Redactor } from './redactor.ts';
import { ownSecretValues, secretValues } from './secret-values.ts';

export interface AlerterOptions {
	readonly config: Config;
	readonly system: System;
	readonly log: DaemonLog;
	readonly observations: Observations;
	/** The daemon's own; commands get it. */
	readonly environment: NodeJS.ProcessEnv;
	/** Before a restart in place: what waits and what was told go on where name and type of a sink are the same. */
	readonly takeOver: Alerter | undefined;
}

/** What the daemon needs no alert to know. */
const TEST: Omit<Finding, 'summary'> = {
	kind: 'test',
	about: '',
	status: 'momentary',
	severity: 'info',
	events: [],
	subject: undefined,
	description: 'Somebody asked for it (podctl alert test). Nothing is wrong.',
	details: {},
};

/**
 * Tells what was seen in the pod to whoever `[alert:x]` names. What is configured at the start, or at a restart in place,
 * holds: an update of groups leaves it alone. Without any `[alert:x]` it listens to nothing.
 */
export class Alerter {
	readonly #system: System;
	readonly #log: DaemonLog;
	readonly #pod: AlertPod;
	readonly #ids: AlertIds;
	readonly #redactor = new Redactor();
	readonly #rules = new AlertRules();
	readonly #outlets: readonly AlertOutlet[];
	readonly #unsubscribe: (() => void)[] = [];

	constructor({ config, system, log, observations, environment, takeOver }: AlerterOptions) {
		this.#system = system;
		this.#log = log;
		this.#pod = {
			hostname: hostname(),
			identifier: config.daemon.identifier,
			environment: config.probeServer?.environment,
		};
		this.#ids = takeOver === undefined ? new AlertIds() : takeOver.#ids;
		const variables = commandEnvironment(environment, config);
		const older = takeOver === undefined ? [] : takeOver.#outlets;
		this.#outlets = config.alerts.map(
			(alert) =>
				new AlertOutlet({
					config: alert,
					system,
					log,
					environment: variables,
					compose: (decision, sink) => this.#compose(decision, sink),
					redact: (text) => this.#redactor.redact(text),
					takeOver: older.find((each) => isSame(each.config, alert)),
				}),
		);
		for (const outlet of older) {
			const goesOn = config.alerts.some((alert) => isSame(outlet.config, alert));
			if (!goesOn) outlet.tellLost(log);
		}
		if (this.#outlets.length === 0) return;
		for (const secret of ownSecretValues(config)) this.#redactor.learn(secret);
		this.#listen(observations);
		this.keepOnly(new Set(config.groups.flatMap((group) => group.processes).map(keyOf)));
	}

	/** In the order of the configuration. */
	get counts(): readonly AlertCounts[] {
		return this.#outlets.map((outlet) => outlet.counts);
	}

	/** A process is about to start: its secrets are read anew, by itself as well. */
	expect(process: ProcessConfig): void {
		if (this.#outlets.length === 0) return;
		this.#rules.expect(keyOf(process), process.liveness !== undefined);
		for (const secret of secretValues(process, this.#system.files)) this.#redactor.learn(secret);
	}

	/** Only these processes (`group:process`) are there from now on: what is not can neither recover nor go on failing. */
	keepOnly(keys: ReadonlySet<string>): void {
		this.#rules.keepOnly(keys);
		for (const outlet of this.#outlets) {
			for (const { kind, subject } of outlet.lasting()) {
				if (subject === undefined || keys.has(keyOf(subject))) continue;
				outlet.take(findRecovery(kind, subject, 'is not configured any more'));
			}
		}
	}

	/** Sends one alert to the sink of this name, whatever it wants to be told; `undefined` where there is none. */
	async test(name: string): Promise<AlertTest | undefined> {
		const outlet = this.#outlets.find(({ config }) => config.name === name);
		if (outlet === undefined) return undefined;
		const finding: Finding = { ...TEST, summary: `test of the alerts to '${name}'` };
		const decision: Decision = {
			finding,
			key: `test ${name}`,
			status: 'firing',
			severity: finding.severity,
			isFlapping: false,
			count: 0,
		};
		return outlet.test(this.#compose(decision, outlet.config));
	}

	/** Tries to deliver what waits, for so long at most; never rejects. */
	async flush(timeoutMs: number): Promise<void> {
		const { clock } = this.#system;
		if (this.#outlets.every(({ counts }) => counts.pending === 0)) return;
		let cancel = (): void => undefined;
		const timeUp = new Promise<void>((resolve) => {
			cancel = clock.at(clock.now() + timeoutMs, resolve);
		});
		await Promise.race([timeUp, Promise.all(this.#outlets.map((outlet) => outlet.flush()))]);
		cancel();
	}

	/** The pod is over; another Alerter may take over. */
	close(): void {
		for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
		for (const outlet of this.#outlets) outlet.close();
	}

	/** The daemon is over: says what will not be delivered any more. */
	tellLost(): void {
		for (const outlet of this.#outlets) outlet.tellLost(this.#log);
	}

	#listen(observations: Observations): void {
		const see = (observation: AlertingObservation): void => this.#see(observation);
		this.#unsubscribe.push(
			observations.on('incident', see),
			observations.on('state', see),
			observations.on('ready', see),
			observations.on('unready', see),
			observations.on('unhealthy', see),
			observations.on('probe', see),
			observations.on('memory', see),
			observations.on('disk', see),
			observations.on('shutdown', see),
		);
	}

	#see(observation: AlertingObservation): void {
		for (const finding of this.#rules.see(observation)) {
			for (const outlet of this.#outlets) outlet.take(finding);
		}
	}

	#compose(decision: Decision, { events }: AlertConfig): Alert {
		return composeAlert(decision, {
			id: this.#ids.next(),
			wallMs: this.#system.clock.wall(),
			events,
			pod: this.#pod,
			redactor: this.#redactor,
		});
	}
}

function isSame(a: AlertConfig, b: AlertConfig): boolean {
	return a.name === b.name && a.sink.type === b.sink.type;
}

function commandEnvironment(own: NodeJS.ProcessEnv, { daemon }: Config): Readonly<Record<string, string>> {
	const entries = Object.entries({ ...own, ...daemon.environment });
	return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
