import type { Probe } from '../config/config.ts';
import type { OutputPipe, System, TreeIdentity } from '../platform/system.ts';

export interface ReadinessWatch {
	readonly probe: Probe;
	readonly system: System;
	readonly tree: TreeIdentity;
	/** The daemon's end of the descriptor that an `fd:N` probe names. */
	readonly notification: OutputPipe | undefined;
	/** Called once at most. */
	readonly onReady: () => void;
}

/** How often a passive probe looks: soon at first, since most services listen within a second, then seldom. */
const FIRST_LOOK_MS = 20;
const SLOWEST_LOOK_MS = 500;
const GROWTH = 1.2;

/** Watches a process that was just spawned until it is ready; returns what ends the watch. */
export function watchReadiness(watch: ReadinessWatch): () => void {
	switch (watch.probe.type) {
		case 'listen':
			return watchListening(watch, watch.probe.port);
		case 'fd':
			return watchNotification(watch);
		case 'http':
		case 'tcp':
		case 'exec':
		case 'log':
		case 'notify':
			return () => undefined;
	}
}

function watchListening({ system, tree, onReady }: ReadinessWatch, port: number): () => void {
	let waitMs = FIRST_LOOK_MS;
	let cancel = lookLater();
	function lookLater(): () => void {
		return system.clock.at(system.clock.now() + waitMs, () => {
			if (system.processes.listeningPorts(tree).has(port)) {
				onReady();
				return;
			}
			waitMs = Math.min(waitMs * GROWTH, SLOWEST_LOOK_MS);
			cancel = lookLater();
		});
	}
	return () => cancel();
}

/** s6's protocol: everything up to the first newline is ignored, the newline means ready. */
function watchNotification({ notification, onReady }: ReadinessWatch): () => void {
	let done = notification === undefined;
	notification?.read(
		(chunk) => {
			if (done || !chunk.includes(0x0a)) return;
			done = true;
			onReady();
		},
		() => {
			done = true;
		},
	);
	return () => {
		done = true;
	};
}
