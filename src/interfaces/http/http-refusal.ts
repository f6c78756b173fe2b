/** A request that is answered with a status other than 200: thrown by whoever handles it. */
export class HttpRefusal extends Error {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;

	/** @param message The body, for a person: what is wrong, then what to do. */
	constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
		super(message);
		this.name = 'HttpRefusal';
		this.status = status;
		this.headers = headers;
	}
}
