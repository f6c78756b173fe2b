import { isDown } from '../process/process-state.ts';
import { type Draft, find, happen } from './draft.ts';
import type { Shutdown } from './world.ts';

/** Begins a shutdown; one that is under way keeps its exit code, and only goes from `restart` to `exit`. */
export function beginShutdown(
	draft: Draft,
	at: number,
	{ intent, reason, exitCode, culprit }: Pick<Shutdown, 'intent' | 'exitCode' | 'culprit'> & { reason: string },
): void {
	if (draft.shutdown !== undefined) {
		if (intent === 'restart' || draft.shutdown.intent === 'exit') return;
		draft.shutdown = { ...draft.shutdown, intent, exitCode, culprit };
	} else {
		const { shutdownTimeoutMs } = draft.plan;
		const deadlineAt = shutdownTimeoutMs === undefined ? undefined : at + shutdownTimeoutMs;
		draft.shutdown = { intent, exitCode, culprit, layer: -1, deadlineAt, hastened: false };
	}
	draft.waiting.clear();
	draft.booting.clear();
	draft.effects.push({ type: 'publish', notice: { type: 'shutdown', intent, reason, culprit } });
}

/** From now on nobody is waited for. */
export function hastenShutdown(draft: Draft, at: number): void {
	if (draft.shutdown === undefined || draft.shutdown.hastened) return;
	draft.shutdown = { ...draft.shutdown, hastened: true };
	for (const key of currentLayer(draft)) happen(draft, key, { type: 'hasten', at });
}

/** Asks the next layer once the one before is wholly down; after the last one, the end. */
export function advanceShutdown(draft: Draft, at: number): void {
	while (draft.shutdown !== undefined && !draft.ended && currentLayer(draft).every((key) => isKeyDown(draft, key))) {
		const layer: number = draft.shutdown.layer + 1;
		draft.shutdown = { ...draft.shutdown, layer };
		if (layer < draft.plan.stopLayers.length) {
			askLayer(draft, at);
			continue;
		}
		draft.ended = true;
		const { intent, exitCode, culprit } = draft.shutdown;
		draft.effects.push({ type: 'end', intent, exitCode, culprit });
	}
}

function askLayer(draft: Draft, at: number): void {
	for (const key of currentLayer(draft)) forgetAilment(draft, key);
	const up = currentLayer(draft).filter((key) => !isKeyDown(draft, key));
	if (up.length === 0) return;
	const withinMs = layerBudgetMs(draft, at);
	// In BACKOFF nothing is alive to be waited for.
	const processes = up.filter((key) => draft.processes.get(key)?.state !== 'BACKOFF');
	if (processes.length > 0) draft.effects.push({ type: 'publish', notice: { type: 'layer', processes, withinMs } });
	for (const key of up) {
		happen(draft, key, { type: 'stop', at, ...(withinMs === undefined ? {} : { withinMs }) });
		if (draft.shutdown?.hastened) happen(draft, key, { type: 'hasten', at });
	}
}

/** One that is UNKNOWN is not asked to stop; should it end by itself after this, it is not to be started again. */
function forgetAilment(draft: Draft, key: string): void {
	const process = draft.processes.get(key);
	if (process?.state === 'UNKNOWN') draft.processes.set(key, { ...process, ailment: '' });
}

/**
 * How long this layer may take before SIGKILL, or `undefined` where everybody's stopwaitsecs fit into what is left.
 * Else what is left is shared in the proportion of the stopwaitsecs; what a layer does not use goes to the next ones.
 */
function layerBudgetMs(draft: Draft, at: number): number | undefined {
	const { shutdown } = draft;
	if (shutdown?.deadlineAt === undefined) return undefined;
	const needs = draft.plan.stopLayers.slice(shutdown.layer).map((layer) => layerNeedMs(draft, layer));
	const total = needs.reduce((sum, need) => sum + need, 0);
	const left = Math.max(0, shutdown.deadlineAt - at);
	return total <= left ? undefined : (left * (needs[0] ?? 0)) / total;
}

function layerNeedMs(draft: Draft, layer: readonly string[]): number {
	const waits = layer
		.filter((key) => !isKeyDown(draft, key))
		.map((key) => (find(draft, key)?.member.config.stopwaitsecs ?? 0) * 1000);
	return Math.max(0, ...waits);
}

function currentLayer(draft: Draft): readonly string[] {
	return draft.plan.stopLayers[draft.shutdown?.layer ?? -1] ?? [];
}

function isKeyDown(draft: Draft, key: string): boolean {
	return isDown(draft.processes.get(key)?.state ?? 'STOPPED');
}
