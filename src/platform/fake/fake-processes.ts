import { NO_INPUT } from '../no-input.ts';
import type { Processes, SignalOutcome, SpawnOutcome, SpawnRequest } from '../system.ts';
import type { FakeFaults } from './fake-faults.ts';
import { FAKE_DAEMON_PID, type FakeMachine } from './fake-machine.ts';

/** The linux adapter's steps, in its order. */
const STEPS_BEFORE_FORK = ['pipe', 'fork'];
const STEPS_OF_CHILD = [
	'oom_score_adj',
	'setpriority',
	'setrlimit',
	'setgroups',
	'setgid',
	'setuid',
	'chdir',
	'execve',
];

/** The `Processes` of the port over the fake machine. */
export function createFakeProcesses(machine: FakeMachine, faults: FakeFaults): Processes {
	const inGroup = (leader: number) => machine.living.filter(({ session }) => session === leader);
	return {
		pid: FAKE_DAEMON_PID,
		spawn(request: SpawnRequest): SpawnOutcome {
			const notForked = faults.takeAny(STEPS_BEFORE_FORK);
			if (notForked !== undefined) return { type: 'not-forked', failure: notForked };
			const notExecuted = faults.takeAny(STEPS_OF_CHILD);
			if (notExecuted !== undefined) return { type: 'not-executed', failure: notExecuted };
			const { pid, pipes } = machine.spawn(request);
			return { type: 'spawned', pid, ...pipes, stdin: request.stdin === undefined ? pipes.stdin : NO_INPUT };
		},
		signal(pid, signal, { group }): SignalOutcome {
			const errno = faults.take('kill');
			if (errno !== undefined) return errno === 'ESRCH' ? 'gone' : { step: 'kill', errno };
			const target = machine.process(pid);
			const targets = group ? inGroup(pid) : target === undefined ? [] : [target];
			for (const process of targets) process.receive(signal);
			return targets.length === 0 ? 'gone' : 'sent';
		},
		onExit: (listener) => void machine.exitListeners.push(listener),
		onOrphan: (listener) => void machine.orphanListeners.push(listener),
		liveTree: (tree) => machine.treeOf(tree).map(({ pid }) => pid),
		liveDescendants: () => machine.living.map(({ pid }) => pid),
		listeningPorts: (tree) => new Set(machine.treeOf(tree).flatMap(({ ports }) => [...ports])),
		close() {},
	};
}
