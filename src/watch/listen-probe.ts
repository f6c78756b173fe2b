import type { Processes } from '../platform/system.ts';
import type { TreeIdentity } from '../platform/tree-identity.ts';
import type { ProbeAsker } from './probe-asker.ts';

/** The program's own tree owns a listening socket on this port; nobody connects to it. */
export function listenProbe({
	port,
	tree,
	processes,
}: {
	readonly port: number;
	readonly tree: TreeIdentity;
	readonly processes: Processes;
}): ProbeAsker {
	return {
		pace: 'passive',
		isOnce: false,
		ask() {
			const isOk = processes.listeningPorts(tree).has(port);
			return { isOk, message: isOk ? `listens on port ${port}` : `does not listen on port ${port}` };
		},
		onNews: () => {},
		close: () => {},
	};
}
