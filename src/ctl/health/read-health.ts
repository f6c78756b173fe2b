import { listOf, type ProcessInfo, structOf, text } from '../client/process-info.ts';
import type { Session } from '../session.ts';

/** How a process fares, as the daemon tells it. */
export interface ProcessHealth {
	readonly health: string;
	/** What follows its name in a sentence. */
	readonly why: string;
	readonly ready: boolean;
}

/** By the names that a person sees; of a supervisord, which knows nothing of it, none. */
export async function readHealth(session: Session): Promise<ReadonlyMap<string, ProcessHealth>> {
	const reply = await session.rest.get('/health');
	if (reply.type !== 'value') return new Map();
	return new Map(
		listOf(structOf(reply.value)['processes']).map((value) => {
			const { displayName, health, why, ready } = structOf(value);
			return [text(displayName), { health: text(health), why: text(why), ready: ready === true }];
		}),
	);
}

/** With what its state does not tell already. */
export function withHealth(info: ProcessInfo, health: ProcessHealth | undefined): ProcessInfo {
	const isKnown = health === undefined || info.statename !== 'RUNNING' || health.health === 'healthy';
	if (isKnown) return info;
	return { ...info, description: `${info.description}; ${health.health}: ${health.why}` };
}
