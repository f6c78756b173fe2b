/** What a {@link PodvisorError} is made of, beside its message. */
export interface PodvisorErrorOptions {
	/** A stable name in capitals, e.g. `BAD_CONFIG`; tests and interfaces switch on it. */
	readonly code: string;
	/** What the reader can do about it, as a sentence without a full stop. */
	readonly hint?: string;
	/** The error underneath. */
	readonly cause?: unknown;
}

/**
 * An error that is told to a person: what failed with the value quoted, then what to do.
 * Expected outcomes are values; this is thrown only where the caller cannot go on.
 */
export class PodvisorError extends Error {
	readonly code: string;
	readonly hint: string | undefined;

	constructor(message: string, { code, hint, cause }: PodvisorErrorOptions) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = 'PodvisorError';
		this.code = code;
		this.hint = hint;
	}
}
