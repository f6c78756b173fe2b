import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface RestServer {
	readonly socketPath?: string;
	readonly port?: number;
	/** `user:password`. */
	readonly auth?: string;
}

export interface RestQuestion {
	readonly method?: string;
	/** Below `/api/v1`. */
	readonly path: string;
	/** Sent as JSON; a string as it is. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface RestAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
	/** Parsed; `undefined` where it is none. */
	readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** One request over a connection of its own. */
export async function askRest(server: RestServer, question: RestQuestion): Promise<RestAnswer> {
	const response = await open(server, question);
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk as Buffer);
	const text = String(Buffer.concat(chunks));
	const isJson = /^application\/(problem\+)?json$/.test(response.headers['content-type'] ?? '');
	return {
		status: response.statusCode ?? 0,
		headers: response.headers,
		text,
		json: isJson ? JSON.parse(text) : undefined,
	};
}

/** An answer that goes on. */
export class RestStream {
	readonly response: IncomingMessage;
	/** When it is over, whoever ended it. */
	readonly ended: Promise<void>;
	text = '';
	readonly #watchers = new Set<() => void>();

	private constructor(response: IncomingMessage) {
		this.response = response;
		response.setEncoding('utf8');
		response.on('data', (text: string) => {
			this.text += text;
			for (const watcher of [...this.#watchers]) watcher();
		});
		// ECONNRESET: it was cut off, which 'close' tells.
		response.on('error', () => {});
		this.ended = new Promise((resolve) => response.on('close', () => resolve()));
	}

	static async open(server: RestServer, path: string): Promise<RestStream> {
		return new RestStream(await open(server, { path }));
	}

	/** Waits until what came fits; rejects where it ends first. */
	async until(pattern: RegExp): Promise<void> {
		const came = new Promise<void>((resolve) => {
			const look = (): void => {
				if (!pattern.test(this.text)) return;
				this.#watchers.delete(look);
				resolve();
			};
			this.#watchers.add(look);
			look();
		});
		await Promise.race([came, this.ended]);
		if (!pattern.test(this.text)) throw new Error(`it ended after ${JSON.stringify(this.text)}`);
	}

	leave(): void {
		this.response.destroy();
	}
}

function open(
	server: RestServer,
	{ method = 'GET', path, body, headers = {} }: RestQuestion,
): Promise<IncomingMessage> {
	const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
	return new Promise((resolve, reject) => {
		const asking = request(
			{
				...server,
				agent: false,
				method,
				path: `/api/v1${path}`,
				headers: { ...(text === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
			},
			resolve,
		);
		asking.on('error', reject);
		asking.end(text);
	});
}
