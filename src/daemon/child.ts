import { type CapturedPipe, capturePipe } from '../logs/capture-pipe.ts';
import type { StreamLog } from '../logs/stream-log.ts';
import type { OutputPipe, SpawnOutcome } from '../platform/system.ts';
import type { TreeIdentity } from '../platform/tree-identity.ts';

/** A spawned process as the daemon holds it: its descriptors, and how to find what belongs to it. */
export interface Child {
	readonly key: string;
	readonly generation: number;
	readonly pid: number;
	readonly tree: TreeIdentity & { leader: number };
	readonly stdin: Extract<SpawnOutcome, { type: 'spawned' }>['stdin'];
	readonly captures: readonly CapturedPipe[];
	readonly notification: OutputPipe | undefined;
	/** Ends the asking of its probes. */
	stopWatching: () => void;
}

/** Takes hold of a spawned process; its output flows into the logs from now on. */
export function adoptChild(
	outcome: Extract<SpawnOutcome, { type: 'spawned' }>,
	{
		key,
		generation,
		cookieLine,
		stdoutLog,
		stderrLog,
	}: Pick<Child, 'key' | 'generation'> & { cookieLine: string; stdoutLog: StreamLog; stderrLog: StreamLog },
): Child {
	const captures = [capturePipe(outcome.stdout, stdoutLog, ignoreEnd)];
	if (outcome.stderr !== undefined) captures.push(capturePipe(outcome.stderr, stderrLog, ignoreEnd));
	return {
		key,
		generation,
		pid: outcome.pid,
		tree: { leader: outcome.pid, cookie: cookieLine },
		stdin: outcome.stdin,
		captures,
		notification: outcome.notification,
		stopWatching: () => undefined,
	};
}

/** The leader is dead: all it wrote goes into its logs before anybody is told. What it left behind may write on. */
export function buryLeader(child: Child): void {
	child.stopWatching();
	child.stdin.close();
	child.notification?.close();
	drainChild(child);
}

/** Nothing of it is alive: the last bytes, and the unfinished last line. */
export function drainChild(child: Child): void {
	for (const capture of child.captures) capture.drain();
}

/** Its pipes are closed, with what is in them. */
export function closeChild(child: Child): void {
	for (const capture of child.captures) capture.close();
}

/** A program may close its stdout and live on; its death is what counts. */
function ignoreEnd(): void {}
