import { hostname } from 'node:os';
import type { Control } from '../daemon/control.ts';
import { describeStranger } from '../operations/caller.ts';
import type { Listener, ListenHandlers } from '../platform/sockets.ts';
import type { System } from '../platform/system.ts';
import type { SystemFailure } from '../platform/system-failure.ts';
import type { BodyBudget } from './http/body-budget.ts';
import { HttpExchange } from './http/http-exchange.ts';
import { HttpFront } from './http/http-front.ts';
import { HTTP_LIMITS, type HttpLimits } from './http/http-limits.ts';
import { serveRequest } from './http/serve-request.ts';
import { SeldomTold } from './seldom-told.ts';
import type { Served } from './served-there.ts';
import type { ServerPlan } from './server-plan.ts';
import { readSocketCaller } from './socket-caller.ts';

export interface ControlServerOptions {
	readonly plan: ServerPlan;
	readonly system: System;
	readonly control: () => Control;
	readonly served: Served;
	/** Shared by all servers. */
	readonly budget: BodyBudget;
	readonly limits?: HttpLimits;
	/** Somebody asks something. */
	readonly onRequest?: () => void;
}

export type OpenOutcome =
	| { readonly type: 'open'; readonly server: ControlServer }
	| { readonly type: 'failed'; readonly failure: SystemFailure };

/** The kernel has no IPv6, or it is switched off. */
const WITHOUT_IPV6: ReadonlySet<string> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL']);

/** One listening socket, with its clients. */
export class ControlServer {
	readonly plan: ServerPlan;
	readonly #options: ControlServerOptions;
	readonly #front: HttpFront;
	#listener: Listener | undefined;

	private constructor(options: ControlServerOptions) {
		const { plan, system, control, served, budget, limits = HTTP_LIMITS, onRequest } = options;
		const { credentials, address } = plan;
		const { wrongPasswordMs } = limits;
		// Who only looks may do so by any name: kubelet asks by the pod's address, Prometheus by a name with dots.
		const isOpen = plan.section === 'inet_http_server' && credentials === undefined;
		const { handlers, nothingHere, admits } = served;
		const rules = { handlers, nothingHere, credentials, isOpen, hostname: hostname(), wrongPasswordMs };
		this.plan = plan;
		this.#options = options;
		const { section: server } = plan;
		const turnedAway = new SeldomTold(system.clock, (turnedAway) => {
			const message = `${server} has ${limits.connections} clients and turns further ones away (${turnedAway} so far)`;
			control().session.log.warn({ event: 'server', server, turnedAway }, message);
		});
		const wrongPasswords = new SeldomTold(system.clock, (wrongPasswords, from) => {
			const message = `${server} was given a wrong user name or password by ${from} (${wrongPasswords} so far)`;
			control().session.log.warn({ event: 'server', server, wrongPasswords, from }, message);
		});
		this.#front = new HttpFront({
			limits,
			serve: (request, response, { socket, onAdmitted, onStream }) => {
				onRequest?.();
				const caller = readSocketCaller(socket, { address, system, user: credentials?.username });
				const exchange = new HttpExchange(request, response, { limits, budget, control: control(), caller, onStream });
				serveRequest(exchange, {
					...rules,
					...(admits ? { onAdmitted } : {}),
					onWrongPassword: () => wrongPasswords.happened(describeStranger(caller)),
				}).catch((error: unknown) => {
					// Even the refusal failed. Nobody hears of it but the log; the pod goes on.
					control().session.log.error({ event: 'http', error: String(error) }, `cannot answer a request: ${error}`);
					exchange.abort();
				});
			},
			onTurnedAway: () => turnedAway.happened(plan.name),
		});
	}

	static open(options: ControlServerOptions): OpenOutcome {
		const server = new ControlServer(options);
		const { sockets } = options.system;
		const { address, addressOfIpv4 } = options.plan;
		const clients: ListenHandlers = {
			onConnection: (socket) => server.#front.accept(socket),
			onTrouble: (failure) => server.#tellTrouble(failure),
		};
		let outcome = sockets.listen(address, clients);
		if (outcome.type === 'failed' && addressOfIpv4 !== undefined && WITHOUT_IPV6.has(outcome.failure.errno)) {
			outcome = sockets.listen(addressOfIpv4, clients);
		}
		if (outcome.type === 'failed') return outcome;
		server.#listener = outcome.listener;
		return { type: 'open', server };
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

	#tellTrouble({ step, errno }: SystemFailure): void {
		const { control, plan } = this.#options;
		const { section, name } = plan;
		control().session.log.error(
			{ event: 'server', server: section, step, errno },
			`${section} on ${name} is in trouble: ${step} failed with ${errno}`,
		);
	}
}
