import type { ExitStatus } from '../foundation/exit-status.ts';

/** Helper commands: exec probes, hooks, alert commands. Programs are spawned by `Processes`. */
export interface Commands {
	/**
	 * Runs one in a process group of its own, to its end. What it leaves behind in that group is killed with it: an end
	 * is an end. Never rejects.
	 */
	run(request: CommandRequest): Promise<CommandOutcome>;
}

export interface CommandRequest {
	/** The first is a path, or a name that is looked up in the PATH of `environment`. */
	readonly argv: readonly string[];
	/** The whole environment; nothing is inherited. */
	readonly environment: Readonly<Record<string, string>>;
	readonly directory: string | undefined;
	/** Who it runs as, without supplementary groups. For root only (`EPERM` else). */
	readonly identity: { readonly uid: number; readonly gid: number } | undefined;
	/** Written to its stdin, which is then closed; `/dev/null` without. */
	readonly stdin: string | undefined;
	readonly timeoutMs: number;
	/** Of stdout and stderr together the last so many bytes are kept. */
	readonly maxOutputBytes: number;
	/** Ends it at once; the outcome is then `ECANCELED`. */
	readonly signal?: AbortSignal;
}

export type CommandOutcome =
	| { readonly type: 'ended'; readonly status: ExitStatus; readonly output: string }
	/** The time was over, and its whole group is killed; what cannot be killed is left alone. */
	| { readonly type: 'timed-out'; readonly output: string }
	/** It did not run; an errno's name, e.g. `ENOENT`. `EAGAIN`: too many that cannot be killed are still there. */
	| { readonly type: 'failed'; readonly error: string };
