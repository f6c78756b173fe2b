import type { Control, ControlServers } from '../daemon/control.ts';
import { ownLimits } from '../platform/own-limits.ts';
import type { System } from '../platform/system.ts';
import { ControlServer } from './control-server.ts';
import { describeRefusal } from './describe-refusal.ts';
import { BodyBudget } from './http/body-budget.ts';
import { HTTP_LIMITS, type HttpLimits } from './http/http-limits.ts';
import { RequestPace } from './http/request-pace.ts';
import { servedThere } from './served-there.ts';
import { planServers } from './server-plan.ts';
import { tellServers } from './tell-servers.ts';

export interface ControlServersOptions {
	readonly system: System;
	readonly limits?: HttpLimits;
	/** Told while requests come by the hundred a second, and when they do no more. */
	readonly onPace?: (isFast: boolean) => void;
}

/** Clients may have a quarter of the descriptors, each server's: a program that comes back needs some for its pipes. */
const SHARE_OF_DESCRIPTORS = 0.25;

/** The servers of `[unix_http_server]` and `[inet_http_server]`, and the one of `[probe_server]`, which controls nothing. */
export function createControlServers({
	system,
	limits = HTTP_LIMITS,
	onPace = () => {},
}: ControlServersOptions): ControlServers {
	let current: Control | undefined;
	const served = servedThere(() => current?.disturbed());
	const pace = new RequestPace(system.clock, onPace);
	const bounds = { ...limits, connections: Math.min(limits.connections, affordable(system)) };
	const budget = new BodyBudget(limits.bodiesMaxBytes);
	const open = new Map<string, ControlServer>();
	/** Those that accept nobody any more, and still answer somebody. */
	const closing = new Set<ControlServer>();
	let whenAllClosed = (): void => {};

	function close(key: string, server: ControlServer): void {
		open.delete(key);
		closing.add(server);
		server.close(() => {
			closing.delete(server);
			if (closing.size === 0) whenAllClosed();
		});
	}

	return {
		serve(control: Control) {
			current = control;
			const { config, log } = control.session;
			const plans = planServers(config);
			const wanted = new Set(plans.map(({ key }) => key));
			for (const [key, server] of open) {
				if (!wanted.has(key)) close(key, server);
			}
			const refused: string[] = [];
			for (const plan of plans) {
				if (open.has(plan.key)) continue;
				const outcome = ControlServer.open({
					plan,
					system,
					served: served(plan.section),
					budget,
					limits: bounds,
					control: () => control,
					onRequest() {
						pace.asked();
						control.answered();
					},
				});
				if (outcome.type === 'open') open.set(plan.key, outcome.server);
				else refused.push(describeRefusal(plan, outcome.failure));
			}
			tellServers(
				plans.filter(({ key }) => open.has(key)),
				{ config, log },
			);
			return refused;
		},
		refresh() {
			for (const server of open.values()) server.refresh();
		},
		close(timeoutMs, callback) {
			for (const [key, server] of open) close(key, server);
			if (closing.size === 0) {
				callback();
				return;
			}
			const cancel = system.clock.at(system.clock.now() + timeoutMs, () => {
				for (const server of closing) server.destroy();
			});
			whenAllClosed = () => {
				cancel();
				callback();
			};
		},
	};
}

function affordable({ files }: System): number {
	return Math.floor((ownLimits(files)?.nofile.soft ?? Number.POSITIVE_INFINITY) * SHARE_OF_DESCRIPTORS);
}
