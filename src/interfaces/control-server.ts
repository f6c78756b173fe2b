import { hostname } from 'node:os';
import type { Control } from '../daemon/control.ts';
import type { Listener } from '../platform/sockets.ts';
import type { System } from '../platform/system.ts';
import type { SystemFailure } from '../platform/system-failure.ts';
import type { BodyBudget } from './http/body-budget.ts';
import { HttpExchange } from './http/http-exchange.ts';
import { HttpFront } from './http/http-front.ts';
import type { HttpHandler } from './http/http-handler.ts';
import { HTTP_LIMITS, type HttpLimits } from './http/http-limits.ts';
import { serveRequest } from './http/serve-request.ts';
import type { ServerPlan } from './server-plan.ts';
import { readSocketCaller } from './socket-caller.ts';

export interface ControlServerOptions {
	readonly plan: ServerPlan;
	readonly system: System;
	readonly control: () => Control;
	readonly handlers: readonly HttpHandler[];
	/** Shared by all servers. */
	readonly budget: BodyBudget;
	readonly limits?: HttpLimits;
}

/** How often it is told that clients are turned away. */
const TELL_AGAIN_MS = 60_000;

export type OpenOutcome =
	| { readonly type: 'open'; readonly server: ControlServer }
	| { readonly type: 'failed'; readonly failure: SystemFailure };

/** One listening socket, with its clients. */
export class ControlServer {
	readonly plan: ServerPlan;
	readonly #options: ControlServerOptions;
	readonly #front: HttpFront;
	#listener: Listener | undefined;
	#turnedAway = 0;
	#tellAt = 0;

	private constructor(options: ControlServerOptions) {
		const { plan, system, control, handlers, budget, limits = HTTP_LIMITS } = options;
		const { credentials, address } = plan;
		const { wrongPasswordMs } = limits;
		const isOpen = address.type === 'tcp' && credentials === undefined;
		const rules = { handlers, credentials, isOpen, hostname: hostname(), wrongPasswordMs };
		this.plan = plan;
		this.#options = options;
		this.#front = new HttpFront({
			limits,
			serve: (request, response, { socket, onAdmitted, onStream }) => {
				const caller = readSocketCaller(socket, { address, system, user: credentials?.username });
				const exchange = new HttpExchange(request, response, { limits, budget, control: control(), caller, onStream });
				serveRequest(exchange, { ...rules, onAdmitted }).catch((error: unknown) => {
					// Even the refusal failed. Nobody hears of it but the log; the pod goes on.
					control().session.log.error({ event: 'http', error: String(error) }, `cannot answer a request: ${error}`);
					exchange.abort();
				});
			},
			onTurnedAway: () => this.#tellTurnedAway(limits.connections),
		});
	}

	static open(options: ControlServerOptions): OpenOutcome {
		const server = new ControlServer(options);
		const outcome = options.system.sockets.listen(options.plan.address, {
			onConnection: (socket) => server.#front.accept(socket),
			onTrouble: (failure) => server.#tellTrouble(failure),
		});
		if (outcome.type === 'failed') return outcome;
		server.#listener = outcome.listener;
		return { type: 'open', server };
	}

	/** Where it listens, with the port that the kernel chose. */
	get address(): Listener['address'] {
		return this.#listener?.address ?? this.plan.address;
	}

	refresh(): void {
		this.#listener?.refresh();
	}

	/** Accepts no more; calls back when the answers that are under way are out. */
	close(callback: () => void): void {
		this.#listener?.close();
		this.#front.close(callback);
	}

	/** Cuts off whoever is still there. */
	destroy(): void {
		this.#front.destroy();
	}

	#tellTurnedAway(limit: number): void {
		const { system, control, plan } = this.#options;
		this.#turnedAway += 1;
		const now = system.clock.now();
		if (now < this.#tellAt) return;
		this.#tellAt = now + TELL_AGAIN_MS;
		control().session.log.warn(
			{ event: 'server', server: plan.section, turnedAway: this.#turnedAway },
			`${plan.section} has ${limit} clients and turns further ones away (${this.#turnedAway} so far)`,
		);
	}

	#tellTrouble({ step, errno }: SystemFailure): void {
		const { control, plan } = this.#options;
		const { section, name } = plan;
		control().session.log.error(
			{ event: 'server', server: section, step, errno },
			`${section} on ${name} is in trouble: ${step} failed with ${errno}`,
		);
	}
}
