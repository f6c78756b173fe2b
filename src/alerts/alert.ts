import type { AlertEvent, AlertSeverity } from '../config/config.ts';
import type { DiskResource } from '../events/observation.ts';
import type { OomVerdict } from '../events/oom-verdict.ts';

/** Raised when what is written changes in a way that a reader must know of. */
export const ALERT_VERSION = 1;

/**
 * One message to whoever looks after the pod; as JSON it is described by `conf/alert.schema.json`, and `undefined` is
 * left out. All text in it is redacted, printable and bounded.
 */
export interface Alert {
	readonly version: typeof ALERT_VERSION;
	/** Never given twice, so that who gets it twice can tell. */
	readonly id: string;
	/** ISO 8601, UTC. */
	readonly timestamp: string;
	readonly status: 'firing' | 'resolved';
	readonly severity: AlertSeverity;
	/** `TEST`: somebody asked for it. */
	readonly event: AlertEvent | 'TEST';
	/** The process that it is about; `undefined` where it is about the pod. */
	readonly subject: AlertSubject | undefined;
	/** One line. */
	readonly summary: string;
	/** Some sentences more; may be empty. */
	readonly description: string;
	/** The same for everything that is told of one trouble of one subject, in this pod. */
	readonly fingerprint: string;
	/** It comes and goes: nothing more is told of it until it has been calm for a while. */
	readonly flapping: boolean;
	/** How many were not sent since the last that was: they came too soon after it. */
	readonly count: number;
	readonly labels: Readonly<Record<string, string>>;
	readonly details: AlertDetails;
	readonly pod: AlertPod;
}

export interface AlertSubject {
	readonly group: string;
	readonly name: string;
	readonly program: string;
}

export interface AlertPod {
	readonly hostname: string;
	readonly identifier: string;
	/** As `[probe_server] environment` has it. */
	readonly environment: string | undefined;
}

/** What is known of it; each where it applies. */
export interface AlertDetails {
	/** Its number in the journal (`podctl incidents`). */
	readonly incident?: number;
	readonly reason?: string;
	/** Of a process' states. */
	readonly from?: string;
	readonly to?: string;
	readonly pid?: number | undefined;
	readonly exit?: AlertExit | undefined;
	readonly uptimeMs?: number | undefined;
	readonly restarts?: number;
	readonly willRestart?: boolean;
	readonly oomKilled?: OomVerdict;
	/** Of its tree, when it was last measured. */
	readonly memoryBytes?: number | undefined;
	readonly usedBytes?: number;
	readonly limitBytes?: number | undefined;
	readonly path?: string;
	readonly resource?: DiskResource;
	/** 0 to 1. */
	readonly usedShare?: number;
	/** The last lines of its output, the oldest first. */
	readonly stdout?: readonly string[];
	readonly stderr?: readonly string[];
	readonly probes?: readonly AlertProbe[];
	/** Something was left out to keep it small. */
	readonly truncated?: true;
}

/** `code` or `signal`. */
export interface AlertExit {
	readonly code?: number;
	/** Its name, e.g. `SIGKILL`. */
	readonly signal?: string;
	readonly dumpedCore?: boolean;
}

/** One answer of a health probe. */
export interface AlertProbe {
	readonly kind: 'startup' | 'readiness' | 'liveness';
	readonly ok: boolean;
	readonly latencyMs: number;
	readonly message: string;
	readonly timestamp: string;
}
