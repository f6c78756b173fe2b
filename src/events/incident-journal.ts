import type { UnhealthyCause } from '../process/process-event.ts';
import { DESCRIBE_INCIDENT } from './describe-incident.ts';
import type { Incident } from './incident.ts';
import type { Observation } from './observation.ts';
import type { Observations } from './observations.ts';
import type { ProbeResult } from './probe-result.ts';
import { keyOf } from './process-ref.ts';

/** More are forgotten: of whom most are known, the oldest first. */
export const MOST_INCIDENTS = 200;
/** Of output in all of them; where there is more, the oldest lose theirs. */
const MOST_CHARACTERS = 2 * 1024 * 1024;

export interface IncidentSources {
	readonly observations: Observations;
	linesOf(key: string, stream: 'stdout' | 'stderr'): readonly string[];
	/** The oldest first. */
	probesOf(key: string): readonly ProbeResult[];
	memoryOf(key: string): number | undefined;
	/** Asked when the process has just ended. */
	oomKilled(key: string): Incident['oomKilled'];
	/** Of the pod before a restart in place. */
	readonly takeOver: IncidentJournal | undefined;
}

type StateSeen = Extract<Observation, { readonly type: 'state' }>;

/** What a process was found to suffer from, and how often it failed to start. */
interface Case {
	cause: UnhealthyCause | undefined;
	tries: number;
}

/** Remembers what went wrong with processes, bounded in number and size, and tells the others of each. */
export class IncidentJournal {
	readonly #sources: IncidentSources;
	/** By process; only of those that something is wrong with. */
	readonly #cases = new Map<string, Case>();
	#incidents: Incident[];
	#lastId: number;

	constructor(sources: IncidentSources) {
		this.#sources = sources;
		this.#incidents = [...(sources.takeOver?.all ?? [])];
		this.#lastId = sources.takeOver?.lastId ?? 0;
		const { observations } = sources;
		observations.on('unhealthy', ({ process, cause }) => {
			this.#caseOf(keyOf(process)).cause = cause;
		});
		observations.on('state', (seen) => this.#look(seen));
	}

	/** The oldest first. */
	get all(): readonly Incident[] {
		return this.#incidents;
	}

	/** Of the latest one, also when it is forgotten; 0 before the first. */
	get lastId(): number {
		return this.#lastId;
	}

	/** Of one process (`group:process`), the oldest first. */
	of(key: string): readonly Incident[] {
		return this.#incidents.filter(({ process }) => keyOf(process) === key);
	}

	get(id: number): Incident | undefined {
		return this.#incidents.find((incident) => incident.id === id);
	}

	#look(seen: StateSeen): void {
		const key = keyOf(seen.process);
		const kind = kindOf(seen, this.#cases.get(key)?.cause);
		if (seen.to === 'BACKOFF') this.#caseOf(key).tries = seen.tries;
		if (kind !== undefined) this.#note(key, kind, seen);
		if (ENDS_A_CASE.has(seen.to)) this.#cases.delete(key);
	}

	#note(key: string, kind: Incident['kind'], seen: StateSeen): void {
		const { process, wallMs, exit, uptimeMs, starts, willRestart, spawnError, ailment } = seen;
		const sources = this.#sources;
		const { cause, tries = 0 } = this.#cases.get(key) ?? {};
		// What it tells was told already by the failed starts before it.
		const isSequel = kind === 'fatal';
		const hasRun = uptimeMs !== undefined && !isSequel;
		const oomKilled = hasRun ? sources.oomKilled(key) : 'no';
		const isOomKilled = oomKilled === 'yes';
		const facts = { exit, uptimeMs, spawnError, ailment, cause, tries, isOomKilled };
		this.#lastId += 1;
		const incident: Incident = {
			id: this.#lastId,
			wallMs,
			process,
			kind,
			reason: DESCRIBE_INCIDENT[kind](facts),
			pid: uptimeMs === undefined ? 0 : seen.pid,
			exit,
			uptimeMs: isSequel ? undefined : uptimeMs,
			restarts: Math.max(0, starts - 1),
			willRestart,
			oomKilled,
			memoryBytes: hasRun ? sources.memoryOf(key) : undefined,
			stdout: isSequel ? [] : sources.linesOf(key, 'stdout'),
			stderr: isSequel ? [] : sources.linesOf(key, 'stderr'),
			probes: hasRun ? [...sources.probesOf(key)] : [],
		};
		this.#incidents.push(incident);
		this.#forgetSome();
		sources.observations.saw({ type: 'incident', incident });
	}

	#caseOf(key: string): Case {
		const known = this.#cases.get(key);
		if (known !== undefined) return known;
		const fresh = { cause: undefined, tries: 0 };
		this.#cases.set(key, fresh);
		return fresh;
	}

	#forgetSome(): void {
		if (this.#incidents.length > MOST_INCIDENTS) this.#forgetOne();
		let characters = 0;
		// From the latest on, so that the oldest lose their output.
		for (let index = this.#incidents.length - 1; index >= 0; index--) {
			const incident = this.#incidents[index] as Incident;
			const size = sizeOf(incident);
			if (characters + size <= MOST_CHARACTERS) characters += size;
			else if (size > 0) this.#incidents[index] = { ...incident, stdout: [], stderr: [] };
		}
	}

	/** One that crashes without end does not make the others be forgotten. */
	#forgetOne(): void {
		const counts = new Map<string, number>();
		const keys = this.#incidents.map(({ process }) => keyOf(process));
		for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
		const most = Math.max(...counts.values());
		const index = keys.findIndex((key) => counts.get(key) === most);
		this.#incidents = this.#incidents.toSpliced(index, 1);
	}
}

/** It is up, or was given up, or asked to stop. */
const ENDS_A_CASE: ReadonlySet<string> = new Set(['RUNNING', 'FATAL', 'STOPPED', 'EXITED']);

/** `undefined` where nothing went wrong. */
function kindOf(
	{ from, to, expected, ailment }: StateSeen,
	cause: UnhealthyCause | undefined,
): Incident['kind'] | undefined {
	if (to === 'FATAL') return 'fatal';
	if (from === 'STOPPING' && (to === 'BACKOFF' || to === 'EXITED') && ailment !== '') {
		return cause === 'memory' ? 'memory' : 'unhealthy';
	}
	if (to === 'BACKOFF') return 'start';
	return to === 'EXITED' && !expected ? 'exit' : undefined;
}

function sizeOf({ stdout, stderr }: Incident): number {
	let characters = 0;
	for (const line of stdout) characters += line.length;
	for (const line of stderr) characters += line.length;
	return characters;
}
