import type { ExitStatus } from '../foundation/exit-status.ts';
import type { OomVerdict } from './oom-verdict.ts';
import type { ProbeResult } from './probe-result.ts';
import type { ProcessRef } from './process-ref.ts';

/** Something that went wrong with a process, with all that helps to find out why. */
export interface Incident {
	/** Counted from 1 over the daemon's life. */
	readonly id: number;
	/** Milliseconds since 1970. */
	readonly wallMs: number;
	readonly process: ProcessRef;
	/** `exit`: it ended without being asked to; `start`: it did not come up; `unhealthy`, `memory`: it was restarted for it. */
	readonly kind: 'exit' | 'start' | 'fatal' | 'unhealthy' | 'memory';
	/** A sentence for a person: what happened, e.g. `exit status 3 after 12 s`. */
	readonly reason: string;
	readonly pid: number;
	readonly exit: ExitStatus | undefined;
	/** From its spawn to its end; `undefined` where none ran. */
	readonly uptimeMs: number | undefined;
	/** How often it was started before. */
	readonly restarts: number;
	readonly willRestart: boolean;
	/** Did the kernel's OOM killer end it? */
	readonly oomKilled: OomVerdict;
	/** Of its tree, when it was last measured; `undefined` where it was not. */
	readonly memoryBytes: number | undefined;
	/** The last lines of its output, at most {@link INCIDENT_LINES} each, as printable text. */
	readonly stdout: readonly string[];
	readonly stderr: readonly string[];
	/** The latest answers of its probes, the oldest first. */
	readonly probes: readonly ProbeResult[];
}

export const INCIDENT_LINES = 50;
