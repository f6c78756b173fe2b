import { SIGKILL } from '../foundation/signals.ts';
import type { System } from '../platform/system.ts';

const LOOK_AGAIN_MS = 20;

/**
 * Kills whatever of this process' descendants is still alive when its programs are all down: escapees that cleared
 * their environment, children of theirs. Calls back with the pids that could not be killed.
 */
export function endDescendants(system: System, withinMs: number, onDone: (survivors: readonly number[]) => void): void {
	const { processes, clock } = system;
	const giveUpAt = clock.now() + withinMs;
	function look(): void {
		const alive = processes.liveDescendants();
		if (alive.length === 0 || clock.now() >= giveUpAt) {
			onDone(alive);
			return;
		}
		for (const pid of alive) processes.signal(pid, SIGKILL, { group: false });
		clock.at(clock.now() + LOOK_AGAIN_MS, look);
	}
	look();
}
