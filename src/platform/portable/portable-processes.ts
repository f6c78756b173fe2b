import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { ExitStatus } from '../../foundation/exit-status.ts';
import { SIGKILL, signalName } from '../../foundation/signals.ts';
import { HelperProcesses } from '../proc/helper-processes.ts';
import { listeningPorts } from '../proc/listening-ports.ts';
import { ProcessTree } from '../proc/process-tree.ts';
import { sendSignal } from '../send-signal.ts';
import type { Processes } from '../system.ts';
import type { TreeIdentity } from '../tree-identity.ts';
import { killTree, type TreeKill } from './kill-tree.ts';
import { listeningPortsByLsof, liveDescendantsByPs, liveTreeByPs } from './process-list.ts';
import { type Execa, exitStatusOf, spawnWithExeca } from './spawn-with-execa.ts';

/** How long an exit waits for the output before it; whoever escaped may hold the streams open for ever. */
const MOST_DRAIN_MS = 250;

export function createPortableProcesses(execa: Execa, treeKill: TreeKill): Processes {
	const spawned = new Set<number>();
	const exitListeners: ((exit: { readonly pid: number; readonly status: ExitStatus }) => void)[] = [];
	const allHelpers = new HelperProcesses();
	const helpers = { has: (pid: number) => allHelpers.has(pid) && !spawned.has(pid) };
	const processTree = new ProcessTree({ addon: undefined, helpers, spawned, adopts: false });
	const onLinux = process.platform === 'linux';
	const liveTree = (tree: TreeIdentity) => (onLinux ? processTree.of(tree) : liveTreeByPs(tree));
	const report = (pid: number, status: ExitStatus) => {
		for (const listener of exitListeners) listener({ pid, status });
	};
	return {
		pid: process.pid,
		spawn(request) {
			const { outcome, child } = spawnWithExeca(execa, request);
			if (outcome.type === 'spawned' && child !== undefined) {
				spawned.add(outcome.pid);
				watchExit(child, outcome.pid, { spawned, report });
			}
			return outcome;
		},
		signal(pid, signal, { group }) {
			const number = ownNumber(signal);
			return group && number === SIGKILL ? killTree(treeKill, pid, number) : sendSignal(pid, number, { group });
		},
		onExit: (listener) => void exitListeners.push(listener),
		onOrphan: () => {},
		liveTree,
		liveDescendants: () => (onLinux ? processTree.descendants() : liveDescendantsByPs(helpers.has)),
		listeningPorts: (tree) =>
			onLinux ? listeningPorts(undefined, () => liveTree(tree)) : listeningPortsByLsof(liveTree(tree)),
		close: () => allHelpers.close(),
	};
}

interface ExitParts {
	readonly spawned: Set<number>;
	readonly report: (pid: number, status: ExitStatus) => void;
}

/** Reports the exit when all output before it was delivered: after 'close', or a while after 'exit'. */
function watchExit(child: ChildProcess, pid: number, { spawned, report }: ExitParts): void {
	child.once('exit', (code, signal) => {
		spawned.delete(pid);
		const status = exitStatusOf(code, signal);
		const settle = () => {
			clearTimeout(timer);
			child.off('close', settle);
			report(pid, status);
		};
		const timer = setTimeout(settle, MOST_DRAIN_MS);
		child.once('close', settle);
	});
}

/** The port's numbers are Linux'; other systems number some signals differently (USR1 is 30 on macOS). */
function ownNumber(signal: number): number {
	if (process.platform === 'linux') return signal;
	return constants.signals[signalName(signal) as NodeJS.Signals] ?? signal;
}
