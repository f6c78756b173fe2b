import type { Incident } from '../events/incident.ts';
import { cutToBytes } from '../foundation/cut-to-bytes.ts';
import { describeExitStatus, type ExitStatus } from '../foundation/exit-status.ts';
import { lastThatFit } from '../foundation/last-that-fit.ts';

/** Kubernetes cuts what is longer. */
export const TERMINATION_MESSAGE_MAX_BYTES = 4096;

export interface TerminationFacts {
	/** The critical process' name, as a person sees it. */
	readonly name: string;
	/** The pod's. */
	readonly exitCode: number;
	/** How the process ended last. */
	readonly exit: ExitStatus | undefined;
	/** How often it was started. */
	readonly starts: number;
	/** All of its, the oldest first. */
	readonly incidents: readonly Incident[];
}

/** Why the pod ended, and what the critical process wrote last: for `kubectl describe pod`. */
export function terminationMessage({ name, exitCode, exit, starts, incidents }: TerminationFacts): string {
	// It may have ended as expected, which is none; an earlier one does not tell why.
	const last = incidents.findLast(({ restarts }) => restarts === Math.max(0, starts - 1));
	const reason = last?.reason ?? (exit === undefined ? 'it ended' : describeExitStatus(exit));
	const told =
		last === undefined ? undefined : incidents.findLast(({ stdout, stderr }) => stdout.length + stderr.length > 0);
	// That it was given up says nothing of the starts before.
	const before = told === undefined || told === last ? '' : `before that: ${told.reason}\n`;
	const head = cutToBytes(
		`critical process '${name}': ${reason}; the pod exits with ${exitCode}\n${before}`,
		TERMINATION_MESSAGE_MAX_BYTES,
	);
	if (told === undefined) return head;
	const [stream, lines] = told.stderr.length > 0 ? ['stderr', told.stderr] : ['stdout', told.stdout];
	const room = TERMINATION_MESSAGE_MAX_BYTES - Buffer.byteLength(head);
	return head + lastLines(`last lines of ${stream}:\n`, lines, room);
}

/** As many of the last ones as there is room for. */
function lastLines(title: string, lines: readonly string[], maxBytes: number): string {
	const room = maxBytes - Buffer.byteLength(title);
	const kept = lastThatFit(lines, room, (line) => Buffer.byteLength(line) + 1);
	return kept.length === 0 ? '' : `${title}${kept.join('\n')}\n`;
}
