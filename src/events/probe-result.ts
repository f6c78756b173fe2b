import type { ProbeKind } from '../config/config.ts';

/** One answer of a probe. */
export interface ProbeResult {
	readonly kind: ProbeKind;
	readonly isOk: boolean;
	/** How long the answer took; 0 of a passive probe. */
	readonly latencyMs: number;
	/** What was answered, or what is wrong, as a phrase of one line, e.g. `HTTP 503 from http://127.0.0.1:3001/health`. */
	readonly message: string;
	/** Milliseconds since 1970. */
	readonly wallMs: number;
}
