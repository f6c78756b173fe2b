/** One question and its answer over HTTP or HTTPS, each on a connection of its own. */
export interface HttpClient {
	/** Never rejects, and never takes longer than `timeoutMs`. Certificates are verified. */
	request(request: HttpRequest): Promise<HttpOutcome>;
}

export interface HttpRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
	/** For everything: the name's look-up, connecting, TLS, the question, the answer's last byte, and all redirects. */
	readonly timeoutMs: number;
	/** Of the answer's body so many bytes are kept; then the connection is closed. */
	readonly maxBytes: number;
	/**
	 * Follows redirects within the same origin (scheme, host and port), at most {@link MOST_REDIRECTS}. One to another
	 * origin is the answer: whoever asks a service about itself does not mean another, nor sends it what was for this one.
	 */
	readonly followRedirects: boolean;
	/** Ends it at once, as failed with `aborted`. */
	readonly signal?: AbortSignal;
}

export type HttpOutcome =
	| {
			readonly type: 'answered';
			readonly status: number;
			/** By lower-case name; what came several times is joined by a comma. */
			readonly headers: Readonly<Record<string, string>>;
			readonly body: string;
			readonly isCut: boolean;
	  }
	/** A phrase, e.g. `connection refused`, `timed out after 2 s (no answer)`, `certificate has expired`. */
	| { readonly type: 'failed'; readonly error: string };

export const MOST_REDIRECTS = 5;
