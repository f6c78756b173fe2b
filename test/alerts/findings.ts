import type { Finding } from '../../src/alerts/finding.ts';
import type { Incident } from '../../src/events/incident.ts';
import type { Observation } from '../../src/events/observation.ts';
import type { ProcessRef } from '../../src/events/process-ref.ts';

export const WEB: ProcessRef = { group: 'web', name: 'web', program: 'web' };
export const WORKER: ProcessRef = { group: 'workers', name: 'worker_01', program: 'worker' };

/** A finding that is firing, unless told otherwise. */
export function finding(overrides: Partial<Finding> = {}): Finding {
	return {
		kind: 'exit',
		about: 'web:web',
		status: 'firing',
		severity: 'warning',
		events: ['PROCESS_STATE_EXITED'],
		subject: WEB,
		summary: 'web ended unexpectedly: exit status 3 after 12 s',
		description: '',
		details: {},
		...overrides,
	};
}

/** A crash of `web` after 12 s, unless told otherwise. */
export function incident(overrides: Partial<Incident> = {}): Incident {
	return {
		id: 1,
		wallMs: Date.UTC(2026, 0, 1),
		process: WEB,
		kind: 'exit',
		reason: 'exit status 3 after 12 s',
		pid: 100,
		exit: { type: 'code', code: 3 },
		uptimeMs: 12_000,
		restarts: 2,
		willRestart: true,
		oomKilled: 'no',
		memoryBytes: 20 * 2 ** 20,
		stdout: ['listening'],
		stderr: ['Error: out of luck'],
		probes: [{ kind: 'liveness', isOk: true, latencyMs: 3.5, message: 'HTTP 200', wallMs: Date.UTC(2026, 0, 1) }],
		...overrides,
	};
}

type StateSeen = Extract<Observation, { readonly type: 'state' }>;

/** `web` changes its state. */
export function stateSeen(to: StateSeen['to'], overrides: Partial<StateSeen> = {}): StateSeen {
	return {
		type: 'state',
		at: 0,
		wallMs: 0,
		process: WEB,
		from: 'STARTING',
		to,
		pid: 100,
		expected: true,
		tries: 0,
		exit: undefined,
		spawnError: '',
		uptimeMs: undefined,
		ailment: '',
		willRestart: false,
		starts: 1,
		...overrides,
	};
}
