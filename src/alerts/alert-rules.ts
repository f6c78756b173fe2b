import type { Incident } from '../events/incident.ts';
import type { Observation, ObservedLevel } from '../events/observation.ts';
import { keyOf, type ProcessRef } from '../events/process-ref.ts';
import type { ProcessState } from '../process/process-state.ts';
import { findIllHealth } from './find-ill-health.ts';
import { findIncident } from './find-incident.ts';
import { findPodEnd } from './find-pod-end.ts';
import { findPressure } from './find-pressure.ts';
import { findRecovery } from './find-recovery.ts';
import { findState } from './find-state.ts';
import type { Finding, FindingKind } from './finding.ts';

type Of<Type extends Observation['type']> = Extract<Observation, { readonly type: Type }>;

/** What the rules look at. */
export type AlertingObservation = Of<
	'incident' | 'state' | 'ready' | 'unready' | 'unhealthy' | 'probe' | 'memory' | 'disk' | 'shutdown'
>;

interface Standing {
	isRunning: boolean;
	isReady: boolean;
	/** Its liveness probe has succeeded since its start. */
	isHealthy: boolean;
	pid: number;
	/** Of the one that is, or was, stopped for ill health or memory; 0 for none. */
	unhealthyPid: number;
	memory: ObservedLevel;
	/** It is being restarted for its memory, and was not seen up and within its bounds since. */
	isMemoryRestart: boolean;
}

/** What is over when a process is up and ready again. */
const ENDED_BY_RECOVERY: readonly FindingKind[] = ['exit', 'start', 'fatal', 'unhealthy', 'unready'];

/** Where there is a liveness probe these are over when it succeeds: to be up proves nothing. */
const ENDED_BY_LIVENESS: readonly FindingKind[] = ['fatal', 'unhealthy'];

/** Of so many processes the last failure is kept. */
const MOST_FAILURES = 100;

/** Nothing of it is alive. */
const DOWN: ReadonlySet<ProcessState> = new Set(['STOPPED', 'EXITED', 'FATAL', 'BACKOFF']);

/**
 * What was seen, as findings: what is wrong, what is over, what happened. Purely by what it is told; whether a finding is
 * told to somebody is decided elsewhere (AlertGate).
 */
export class AlertRules {
	readonly #standings = new Map<string, Standing>();
	/** Of those that may become FATAL, the last failed start: it has the output that tells why. */
	readonly #lastFailures = new Map<string, Incident>();
	/** Those with a liveness probe. */
	readonly #probed = new Set<string>();
	/** All are being stopped: that is no recovery. */
	#isStopping = false;

	/** A process (`group:process`) is about to start: its end of ill health is told by its liveness probe, or has none. */
	expect(key: string, hasLiveness: boolean): void {
		if (hasLiveness) this.#probed.add(key);
		else this.#probed.delete(key);
	}

	/** Only these processes are there from now on: of others nothing is remembered. */
	keepOnly(keys: ReadonlySet<string>): void {
		for (const known of [this.#standings, this.#lastFailures, this.#probed]) {
			for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
		}
	}

	see(observation: AlertingObservation): readonly Finding[] {
		switch (observation.type) {
			case 'incident':
				return this.#incident(observation);
			case 'state':
				return this.#state(observation);
			case 'ready':
				return this.#ready(observation);
			case 'unready':
				return this.#unready(observation);
			case 'unhealthy':
				return this.#unhealthy(observation);
			case 'probe':
				return this.#probe(observation);
			case 'memory':
				return this.#memory(observation);
			case 'disk':
				return [findPressure(observation)];
			case 'shutdown':
				this.#isStopping = true;
				return observation.culprit === undefined ? [] : [findPodEnd(observation, observation.culprit)];
		}
	}

	#incident({ incident }: Of<'incident'>): readonly Finding[] {
		const finding = this.#withOutput(incident, findIncident(incident));
		const standing = this.#standings.get(keyOf(incident.process));
		const isIllHealth = incident.kind === 'unhealthy' || incident.kind === 'memory';
		// It was told when it was found; the OOM killer alone is news.
		if (isIllHealth && standing?.unhealthyPid === incident.pid && incident.oomKilled !== 'yes') return [];
		// The next one is up already: what this one leaves behind is over as soon as it is told.
		const isOver = standing?.isRunning === true && standing.isReady && standing.pid !== incident.pid;
		return isOver ? [finding, ...this.#isUp(incident.process)] : [finding];
	}

	#state(observation: Of<'state'>): readonly Finding[] {
		const { process, to, pid, expected } = observation;
		const standing = this.#standingOf(process);
		standing.isRunning = to === 'RUNNING';
		if (to === 'STARTING' || DOWN.has(to)) {
			standing.isReady = false;
			standing.isHealthy = false;
		}
		if (pid !== 0) standing.pid = pid;
		const findings = findState(observation);
		if (to === 'RUNNING' && standing.isReady) findings.push(...this.#isUp(process));
		// What is restarted for its memory ends that by coming up again.
		if (DOWN.has(to) && !(to === 'BACKOFF' && standing.isMemoryRestart)) {
			standing.isMemoryRestart = false;
			findings.push(findRecovery('memory', process, 'does not run any more'));
		}
		if (to === 'EXITED' && expected) findings.push(...this.#recovered(process, 'has done its work'));
		if (to === 'STOPPED' && !this.#isStopping) findings.push(...this.#recovered(process, 'was stopped'));
		return findings;
	}

	/** What is given up has just failed to start, and printed why. */
	#withOutput(incident: Incident, finding: Finding): Finding {
		const key = finding.about;
		const failure = this.#lastFailures.get(key);
		this.#lastFailures.delete(key);
		if (incident.kind !== 'fatal') {
			this.#lastFailures.set(key, incident);
			const [oldest] = this.#lastFailures.keys();
			if (this.#lastFailures.size > MOST_FAILURES && oldest !== undefined) this.#lastFailures.delete(oldest);
			return finding;
		}
		if (failure === undefined || incident.stdout.length + incident.stderr.length > 0) return finding;
		const { exit, stdout, stderr, probes, memoryBytes } = findIncident(failure).details;
		const seen = Object.fromEntries(
			Object.entries({ exit, stdout, stderr, probes, memoryBytes }).filter(([, value]) => value !== undefined),
		);
		return { ...finding, details: { ...finding.details, ...seen } };
	}

	#ready({ process, pid }: Of<'ready'>): readonly Finding[] {
		const standing = this.#standingOf(process);
		standing.isReady = true;
		standing.pid = pid;
		return standing.isRunning ? this.#isUp(process) : [];
	}

	#unready(observation: Of<'unready'>): readonly Finding[] {
		this.#standingOf(observation.process).isReady = false;
		return [findIllHealth(observation)];
	}

	/** Told now: its stop may take a while, and only then comes the incident. */
	#unhealthy(observation: Of<'unhealthy'>): readonly Finding[] {
		const standing = this.#standingOf(observation.process);
		standing.isHealthy = false;
		standing.unhealthyPid = observation.pid;
		if (observation.cause === 'memory') standing.isMemoryRestart = true;
		return [findIllHealth(observation)];
	}

	#probe({ process, result: { kind, isOk } }: Of<'probe'>): readonly Finding[] {
		if (kind !== 'liveness' || !isOk) return [];
		const standing = this.#standingOf(process);
		if (standing.isHealthy) return [];
		standing.isHealthy = true;
		return isUp(standing) ? ENDED_BY_LIVENESS.map((each) => findRecovery(each, process, 'is up again')) : [];
	}

	#memory(observation: Of<'memory'>): readonly Finding[] {
		const { process, level } = observation;
		if (process === undefined) return [findPressure(observation)];
		const standing = this.#standingOf(process);
		standing.memory = level;
		if (level !== 'ok') return [findPressure(observation)];
		// That the old one is gone is no end yet: the new one has to come up.
		if (standing.isMemoryRestart && !isUp(standing)) return [];
		standing.isMemoryRestart = false;
		return [findPressure(observation)];
	}

	/** It is RUNNING and ready. */
	#isUp(process: ProcessRef): Finding[] {
		const key = keyOf(process);
		const standing = this.#standingOf(process);
		const isProven = standing.isHealthy || !this.#probed.has(key);
		this.#lastFailures.delete(key);
		const kinds = ENDED_BY_RECOVERY.filter((kind) => isProven || !ENDED_BY_LIVENESS.includes(kind));
		// Readiness may have been lost, and come back, without its ever having been down.
		const ends = kinds.map((kind) =>
			findRecovery(kind, process, kind === 'unready' ? 'is ready again' : 'is up again'),
		);
		if (standing.memory !== 'ok') return ends;
		standing.isMemoryRestart = false;
		return [...ends, findRecovery('memory', process, 'is up again')];
	}

	#recovered(process: ProcessRef, what: string): Finding[] {
		this.#lastFailures.delete(keyOf(process));
		return ENDED_BY_RECOVERY.map((kind) => findRecovery(kind, process, what));
	}

	#standingOf(process: ProcessRef): Standing {
		const key = keyOf(process);
		const standing = this.#standings.get(key) ?? newStanding();
		this.#standings.set(key, standing);
		return standing;
	}
}

function newStanding(): Standing {
	return {
		isRunning: false,
		isReady: false,
		isHealthy: false,
		pid: 0,
		unhealthyPid: 0,
		memory: 'ok',
		isMemoryRestart: false,
	};
}

function isUp({ isRunning, isReady }: Standing): boolean {
	return isRunning && isReady;
}
