/**
 * The port to the operating system. Everything above `platform/` sees the machine through this, so that one
 * contract suite can hold the three adapters (linux, portable, fake) to the same behaviour and the whole pod
 * can be run on a virtual clock.
 *
 * The port wraps and reports; it decides nothing and knows no program, state or restart policy.
 */
import type { Rlimit, RlimitName } from '../config/config.ts';
import type { ExitStatus } from '../foundation/exit-status.ts';
import type { Commands } from './commands.ts';
import type { Files } from './files.ts';
import type { FilesystemSpace } from './filesystem-space.ts';
import type { HttpClient } from './http-client.ts';
import type { Memory } from './memory.ts';
import type { Sockets } from './sockets.ts';
import type { SystemFailure } from './system-failure.ts';
import type { TcpClient } from './tcp-client.ts';
import type { TreeIdentity } from './tree-identity.ts';

export interface System {
	readonly name: 'linux' | 'portable' | 'fake';
	/** What this adapter cannot do that the linux one can, each a phrase for the daemon's log; empty on linux. */
	readonly lost: readonly string[];
	readonly processes: Processes;
	readonly files: Files;
	readonly sockets: Sockets;
	readonly commands: Commands;
	readonly http: HttpClient;
	readonly tcp: TcpClient;
	readonly memory: Memory;
	readonly clock: Clock;
	/**
	 * How full the file system is that a path is on. May take for ever on a network mount that has lost its server, and
	 * keeps one of Node's four threads so long. Rejects with Node's error (`ENOENT` …).
	 */
	spaceOf(path: string): Promise<FilesystemSpace>;
	/**
	 * Connects a datagram socket to a unix path (`/dev/log`); never blocks on a write.
	 * Throws an error with `code` (`ENOENT`, `ENOSYS` where the adapter cannot).
	 */
	connectDatagram(path: string): DatagramSocket;
	/**
	 * Hears the datagrams that are sent to a unix socket in the abstract namespace, which needs no file; `name` without
	 * its leading NUL (or `@`). Throws an error with `code` (`EADDRINUSE`, `ENOSYS` where the adapter cannot).
	 */
	receiveDatagrams(name: string, onDatagram: (datagram: Datagram) => void): DatagramReceiver;
}

/** One that came, and who sent it, as the kernel says. */
export interface Datagram {
	/** Valid for the length of the call. */
	readonly bytes: Buffer;
	/** 0 where it is no process of this PID namespace. */
	readonly pid: number;
	readonly uid: number;
}

export interface DatagramReceiver {
	close(): void;
}

export interface DatagramSocket {
	/** False where the datagram was dropped (nobody reads fast enough, or the other end is gone). */
	send(bytes: Buffer): boolean;
	close(): void;
}

export interface SpawnRequest {
	/** The file to execute, already looked up: an absolute or relative path with a slash. */
	readonly file: string;
	readonly argv: readonly string[];
	/** The whole environment; nothing is inherited. */
	readonly environment: Readonly<Record<string, string>>;
	readonly directory: string | undefined;
	/**
	 * Set after the group ids and before the exec; the pipes are given to this uid, so that it may reopen them.
	 * For root only (`EPERM` else): who is that user already leaves it `undefined`.
	 */
	readonly identity: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] } | undefined;
	readonly umask: number | undefined;
	readonly rlimits: Readonly<Partial<Record<RlimitName, Rlimit>>>;
	readonly nice: number | undefined;
	readonly oomScoreAdj: number | undefined;
	/**
	 * A descriptor of ours that becomes the child's stdin in place of a pipe: a FastCGI program's socket. It stays ours to
	 * close, and the outcome's `stdin` takes nothing. `ENOSYS` on the portable adapter.
	 */
	readonly stdin?: number;
	/** stderr into stdout's pipe. */
	readonly redirectStderr: boolean;
	/**
	 * The end of its output need not be told: `stdout` and `stderr` may be read until they are closed, though nobody writes
	 * to them any more. Its death is told sooner so.
	 */
	readonly holdsOutput?: boolean;
	/** A further pipe for the child to write to, as its descriptor number (3 or more); s6's notification-fd. */
	readonly notificationFd: number | undefined;
}

export type SpawnOutcome =
	| {
			readonly type: 'spawned';
			readonly pid: number;
			/** Writes go to the child's stdin; it stays open until closed here or the child is gone. */
			readonly stdin: InputPipe;
			readonly stdout: OutputPipe;
			/** `undefined` with `redirectStderr`. */
			readonly stderr: OutputPipe | undefined;
			/** `undefined` without `notificationFd`. */
			readonly notification: OutputPipe | undefined;
	  }
	/** Nothing runs: pipes, fork … failed (`EMFILE`, `EAGAIN`), as supervisord's "spawn error". */
	| { readonly type: 'not-forked'; readonly failure: SystemFailure }
	/** A process was made, and failed before the program ran: `setuid`, `chdir`, `execve` …; it is reaped already. */
	| { readonly type: 'not-executed'; readonly failure: SystemFailure };

/** The daemon's end of a pipe that a child writes to. */
export interface OutputPipe {
	/**
	 * Begins to read. `onData` gets each chunk in a buffer that is reused after the call returns: copy what is kept.
	 * `onEnd` is called once, when the last writer closed it or `close()` was called. `onPlenty` may be called before
	 * bytes are read, where there are probably many: whoever can `splice()` them does.
	 */
	read(onData: (chunk: Buffer) => void, onEnd: () => void, onPlenty?: () => void): void;
	/**
	 * Delivers, before it returns, everything that is in the pipe now through `onData`.
	 * Called when the writer is dead: no byte written before its death is lost.
	 */
	drain(): void;
	/**
	 * Moves what is in the pipe straight into `fd` without copying it (splice(2)), at most `maxBytes`, and what comes
	 * meanwhile where it is much.
	 * Returns how many were moved; -1 where this pipe, file or adapter cannot (the caller reads instead).
	 * Errors of the file (`ENOSPC`) are thrown as Node's errors with `code`.
	 */
	splice(fd: number, maxBytes: number): number;
	close(): void;
}

/** The daemon's end of a child's stdin. */
export interface InputPipe {
	/** Takes the whole of the bytes; false, and none, when the child has closed its end or leaves 1 MiB unread. */
	write(bytes: Buffer): boolean;
	close(): void;
}

/** `sent`; `gone`: there is no such process any more (ESRCH); or the errno, e.g. `EPERM`. */
export type SignalOutcome = 'sent' | 'gone' | SystemFailure;

export interface Processes {
	/** This process' own pid. */
	readonly pid: number;
	spawn(request: SpawnRequest): SpawnOutcome;
	signal(pid: number, signal: number, options: { readonly group: boolean }): SignalOutcome;
	/**
	 * Calls `listener` with each spawned process that ended, exactly once. All who are dead are told in one pass, those
	 * of one pass in no particular order (the kernel keeps none). What they wrote may still be in their pipes: `drain()`.
	 */
	onExit(listener: (exit: { readonly pid: number; readonly status: ExitStatus }) => void): void;
	/** The same for each orphan that was adopted and reaped; never on the portable adapter. */
	onOrphan(listener: (exit: { readonly pid: number; readonly status: ExitStatus }) => void): void;
	/** The pids of the tree that are alive now (zombies are not), the leader included; empty when nothing is left. */
	liveTree(tree: TreeIdentity): readonly number[];
	/**
	 * All living descendants of this process, programs included, but not the helper commands that Node itself started:
	 * once every program is down, what is left before the daemon ends.
	 */
	liveDescendants(): readonly number[];
	/** The TCP ports on which the tree listens (v4 and v6), in the network namespace of this process. */
	listeningPorts(tree: TreeIdentity): ReadonlySet<number>;
	close(): void;
}

export interface Clock {
	/** Monotonic milliseconds, with fractions. */
	now(): number;
	/** Milliseconds since 1970. */
	wall(): number;
	/** Calls back once at `now() >= at`, never before; returns what cancels it. */
	at(atMs: number, callback: () => void): () => void;
}
