import { spawnSync } from 'node:child_process';
import { sendSignal } from '../send-signal.ts';
import type { SignalOutcome } from '../system.ts';

export type TreeKill = (pid: number, signal: number, callback: () => void) => void;

/**
 * Kills a process group, and before it whoever below its leader has left the group: their parents must still live to
 * tell. Needs `ps` (macOS: `pgrep`), without which tree-kill would end in an uncaught error.
 */
export function killTree(treeKill: TreeKill, pid: number, signal: number): SignalOutcome {
	const probe = process.platform === 'darwin' ? ['pgrep', '-P', '0'] : ['ps', '-o', 'pid', '-p', '1'];
	const { error } = spawnSync(probe[0] as string, probe.slice(1), { stdio: 'ignore' });
	const outcome = sendSignal(pid, 0, { group: true });
	if (error !== undefined || outcome !== 'sent') return sendSignal(pid, signal, { group: true });
	treeKill(pid, signal, () => {
		// Again for the group, some of whom may have had no parent left. ESRCH (gone): they are all dead.
		sendSignal(pid, signal, { group: true });
	});
	return outcome;
}
