/** Whether a port takes a connection. */
export interface TcpClient {
	/** Connects and closes. Never rejects, and never takes longer than `timeoutMs`. */
	connect(request: TcpRequest): Promise<TcpOutcome>;
}

export interface TcpRequest {
	readonly host: string;
	readonly port: number;
	readonly timeoutMs: number;
	/** Ends it at once, as failed with `aborted`. */
	readonly signal?: AbortSignal;
}

export type TcpOutcome =
	| { readonly type: 'connected' }
	/** A phrase, e.g. `connection refused`. */
	| { readonly type: 'failed'; readonly error: string };
