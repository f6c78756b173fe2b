import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Alerter } from '../../src/alerts/alerter.ts';
import type { AlertConfig, AlertSinkConfig, Config, SecretText } from '../../src/config/config.ts';
import { Observations } from '../../src/events/observations.ts';
import type { DaemonLog, LogMethod } from '../../src/logs/daemon-log.ts';
import type { System } from '../../src/platform/system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { incident, WEB } from './findings.ts';

/** `[alert:x]` for all that is bad. */
export function alertConfig(sink: AlertSinkConfig, overrides: Partial<AlertConfig> = {}): AlertConfig {
	return {
		name: sink.type,
		place: { file: 'test.conf', line: 1 },
		sink,
		events: new Set(['PROCESS_STATE_EXITED', 'PROCESS_STATE_FATAL', 'HEALTH', 'MEMORY', 'DISK', 'POD']),
		programs: [],
		severity: 'warning',
		cooldownMs: 60_000,
		sendResolved: true,
		timeoutMs: 10_000,
		...overrides,
	};
}

export function textOf(text: string): SecretText {
	return { type: 'text', text };
}

/** An Alerter with its bus, as the daemon has it. */
export class Alerting {
	readonly observations: Observations;
	readonly alerter: Alerter;
	/** `warn: …` */
	readonly logged: string[] = [];

	constructor(
		system: System,
		alerts: readonly AlertConfig[],
		{ takeOver, config = {} }: { readonly takeOver?: Alerting; readonly config?: Partial<Config> } = {},
	) {
		this.observations = new Observations(system.clock, (error) => {
			throw error;
		});
		this.alerter = new Alerter({
			config: { ...podConfig([processConfig()]), ...config, alerts },
			system,
			log: this.#log(),
			observations: this.observations,
			environment: { PATH: process.env['PATH'] ?? '/bin' },
			takeOver: takeOver?.alerter,
		});
	}

	crash(about: Parameters<typeof incident>[0] = {}): void {
		this.observations.saw({ type: 'incident', incident: incident(about) });
	}

	/** `web` is up and ready again. */
	recover(): void {
		const state = { type: 'state', process: WEB, from: 'STARTING', to: 'RUNNING', pid: 7, expected: true } as const;
		const rest = { tries: 0, exit: undefined, spawnError: '', uptimeMs: 1, ailment: '', willRestart: false, starts: 2 };
		this.observations.saw({ ...state, ...rest });
		this.observations.saw({ type: 'ready', process: WEB, pid: 7 });
	}

	#log(): DaemonLog {
		const method =
			(level: string): LogMethod =>
			(fields: object | string, message?: string) => {
				this.logged.push(`${level}: ${message ?? String(fields)}`);
			};
		const levels = ['critical', 'error', 'warn', 'info', 'debug', 'trace', 'blather'] as const;
		const methods = Object.fromEntries(levels.map((level) => [level, method(level)]));
		return { ...(methods as unknown as DaemonLog), reopen: () => undefined, close: () => undefined };
	}
}

export interface Received {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
}

/** What answers a request, the body of which has been read. */
export type Answer = (response: ServerResponse, received: Received) => void;

/** A server on loopback that keeps what it is sent. */
export class Receiver {
	readonly received: Received[] = [];
	answer: Answer;
	readonly #server = createServer((request, response) => this.#take(request, response));
	#wake: () => void = () => undefined;

	constructor(answer: Answer = answering(200)) {
		this.answer = answer;
	}

	/** `port`: 0 for any. */
	async listen(t: { teardown(callback: () => unknown): void }, port = 0): Promise<void> {
		await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
		t.teardown(() => {
			this.#server.closeAllConnections();
			this.#server.close();
		});
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}/`;
	}

	/** Waits for so many in all. */
	async requests(count: number): Promise<readonly Received[]> {
		while (this.received.length < count) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		return this.received;
	}

	#take(request: IncomingMessage, response: ServerResponse): void {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const received = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
			this.received.push(received);
			this.answer(response, received);
			this.#wake();
		});
	}
}

export function answering(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer {
	return (response) => response.writeHead(status, headers).end(body);
}

/** First these, in turn; then the last of them. */
export function inTurn(...answers: readonly Answer[]): Answer {
	let count = 0;
	return (response, received) => answers[Math.min(count++, answers.length - 1)]?.(response, received);
}

/** Waits for what comes without an event of its own: looks at each turn of the loop. */
export async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
