import type { ExitStatus } from '../../foundation/exit-status.ts';
import type { SpawnRequest } from '../system.ts';
import type { TreeIdentity } from '../tree-identity.ts';
import type { FakeClock } from './fake-clock.ts';
import { FakeInputPipe, FakeOutputPipe } from './fake-pipes.ts';
import { FakeProcess, type FakeProcessParts } from './fake-process.ts';
import type { FakeForkOptions, FakeScript } from './fake-script.ts';

export interface FakeExit {
	readonly pid: number;
	readonly status: ExitStatus;
}

/** The daemon's own pid. */
export const FAKE_DAEMON_PID = 1;

/** The process table of the fake: who lives, under whom, and who hears of a death. */
export class FakeMachine {
	readonly #clock: FakeClock;
	readonly #script: FakeScript;
	readonly #living = new Map<number, FakeProcess>();
	readonly #counts = new Map<string, number>();
	readonly exitListeners: ((exit: FakeExit) => void)[] = [];
	readonly orphanListeners: ((exit: FakeExit) => void)[] = [];
	/** The number of the next process. */
	nextPid = 100;

	constructor(clock: FakeClock, script: FakeScript) {
		this.#clock = clock;
		this.#script = script;
	}

	get living(): readonly FakeProcess[] {
		return [...this.#living.values()];
	}

	process(pid: number): FakeProcess | undefined {
		return this.#living.get(pid);
	}

	spawn(request: SpawnRequest): FakeProcess {
		const pid = this.nextPid++;
		const key = request.argv.join('\0');
		const count = (this.#counts.get(key) ?? 0) + 1;
		this.#counts.set(key, count);
		const pipe = () => new FakeOutputPipe(this.#clock);
		const pipes = {
			stdin: new FakeInputPipe(this.#clock),
			stdout: pipe(),
			stderr: request.redirectStderr ? undefined : pipe(),
			notification: request.notificationFd === undefined ? undefined : pipe(),
		};
		const environment = Object.entries(request.environment).map(([name, value]) => `${name}=${value}`);
		return this.#run(this.#script, {
			pid,
			parent: FAKE_DAEMON_PID,
			session: pid,
			isSpawned: true,
			request,
			count,
			environment,
			pipes,
		});
	}

	/** The living members of a tree, by session, by cookie, and below those. */
	treeOf({ leader, cookie }: TreeIdentity): FakeProcess[] {
		const members = new Set<number>();
		// In the order of birth: parents come before their children.
		return this.living.filter(({ pid, parent, session, environment }) => {
			if (session !== leader && !environment.includes(cookie) && !members.has(parent)) return false;
			members.add(pid);
			return true;
		});
	}

	/** It vanishes, and nobody is told. */
	lose(pid: number): void {
		const process = this.#living.get(pid);
		if (process === undefined) return;
		process.isAlive = false;
		this.#forget(process);
	}

	#run(script: FakeScript, parts: NewProcess): FakeProcess {
		const process = new FakeProcess({
			...parts,
			clock: this.#clock,
			onDeath: (dead, status) => this.#bury(dead, status),
			fork: (parent, child, options) => this.#fork(parent, child, options),
		});
		this.#living.set(process.pid, process);
		this.#clock.soon('event', () => {
			if (process.isAlive) script(process);
		});
		return process;
	}

	#fork(
		parent: FakeProcess,
		script: FakeScript,
		{ newSession = false, clearEnvironment = false }: FakeForkOptions,
	): number {
		const pid = this.nextPid++;
		for (const pipe of outputsOf(parent)) pipe.hold();
		const { request, count, pipes } = parent;
		const session = newSession ? pid : parent.session;
		const environment = clearEnvironment ? [] : parent.environment;
		this.#run(script, { pid, parent: parent.pid, session, isSpawned: false, request, count, environment, pipes });
		return pid;
	}

	#bury(dead: FakeProcess, status: ExitStatus): void {
		this.#forget(dead);
		// Whose parent lives is reaped by that one.
		if (dead.parent !== FAKE_DAEMON_PID) return;
		const listeners = dead.isSpawned ? this.exitListeners : this.orphanListeners;
		this.#clock.soon('event', () => {
			for (const listener of listeners) listener({ pid: dead.pid, status });
		});
	}
	#forget(dead: FakeProcess): void {
		this.#living.delete(dead.pid);
		for (const process of this.#living.values()) {
			if (process.parent === dead.pid) process.parent = FAKE_DAEMON_PID;
		}
		for (const pipe of outputsOf(dead)) pipe.release();
		if (dead.isSpawned) dead.pipes.stdin.break();
	}
}

type NewProcess = Omit<FakeProcessParts, 'clock' | 'onDeath' | 'fork'>;

function outputsOf({ pipes }: FakeProcess): FakeOutputPipe[] {
	return [pipes.stdout, pipes.stderr, pipes.notification].filter((pipe) => pipe !== undefined);
}
