/** What can be measured: a supervisor (or a floor below one), and one pod of it that runs. */

export interface BenchProgram {
	/** Letters, digits and dashes. */
	readonly name: string;
	/** The program's absolute path and its arguments, without white space or quotes: each peer has another dialect. */
	readonly argv: readonly string[];
	/** supervisord's priority, where a peer knows such a thing. */
	readonly priority?: number;
	/** More lines for its section, of a peer that reads supervisord's dialect. */
	readonly conf?: string;
}

export interface BenchPod {
	/** A fresh folder, on a tmpfs unless the measure wants a disk, for all that the peer writes. */
	readonly directory: string;
	readonly programs: readonly BenchProgram[];
	/**
	 * Where the programs' output goes: 'files' is one a program, rotated at 50 MB and 5 kept, by the peer's own means (for
	 * runit, s6 and daemontools a logger each); 'none' is nowhere.
	 */
	readonly logs: 'none' | 'files';
	/** More lines for the `[supervisord]` of a peer that reads supervisord's dialect, or whole sections after it. */
	readonly conf?: string;
	/** The Node that a peer of JavaScript runs on; the bench's own where it is not said. */
	readonly node?: string;
}

export interface RunningPeer {
	/** The supervisor, seen from outside; in its own PID namespace it is PID 1. */
	readonly pid: number;
	/** That of its pod. */
	readonly directory: string;
	/** CLOCK_MONOTONIC just before its exec. */
	readonly startedAtNs: bigint;
	/** The peer's own processes, loggers and listeners too, but none of the programs. */
	ownPids(): number[];
	/** The processes of one program, the first its leader; empty where it does not run. */
	pidsOf(program: string): number[];
	/** Prints the state of all programs. */
	readonly statusCommand?: readonly string[];
	/** What the status command needs in its environment. */
	readonly statusEnvironment?: Readonly<Record<string, string>>;
	/** The socket that answers supervisord's XML-RPC. */
	readonly xmlRpcSocket?: string;
	/** How it is told to end in order: a signal to its `pid`, or a command. */
	readonly stopBy: NodeJS.Signals | readonly string[];
	/** SIGKILL to the program's leader. Gives CLOCK_MONOTONIC just before. */
	kill(program: string): bigint;
	/** Ends it in order; rejects where it has not ended after 60 s. */
	stop(): Promise<void>;
	/** Ends all that is left of it, and waits until nothing is. */
	destroy(): Promise<void>;
}

export interface Peer {
	readonly name: string;
	/** How it is called in tables and plots. */
	readonly title: string;
	/** Gets it where it is missing; throws with what is missing where it cannot be had. */
	install(): Promise<void>;
	/** Of what is installed. */
	version(): string;
	/** It tidies up so long after its start, at first sight idle: its memory is measured later than that. */
	readonly tidiesUpAfterMs?: number;
	/** Resolves when its exec has been made; that the programs run is for the measure to see. */
	start(pod: BenchPod): Promise<RunningPeer>;
}
