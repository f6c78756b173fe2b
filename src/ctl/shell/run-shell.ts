import { EXIT_STATUSES } from '../exit-statuses.ts';
import { type AfterLine, runLine } from '../run-line.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import type { CompletionCache } from './completion-cache.ts';

/** Reads lines and runs them until one says `quit`, or there are no more. `status` comes first, unasked. */
export async function runShell(
	session: Session,
	{ prompt, cache }: { readonly prompt: string; readonly cache: CompletionCache },
): Promise<void> {
	const { lines, output } = session;
	await runInterruptibly(session, 'status');
	for (;;) {
		cache.forget();
		session.exitStatus = EXIT_STATUSES.success;
		const answer = await lines.read(`${prompt}> `, { remember: true });
		if (answer.type !== 'line') {
			output.say('');
			return;
		}
		if ((await runInterruptibly(session, answer.line)) === 'leave') return;
	}
}

/** Ctrl-C ends the command alone: the next prompt comes. */
async function runInterruptibly(session: Session, line: string): Promise<AfterLine> {
	let after: AfterLine = 'go-on';
	await untilInterrupted(session.world, async (signal) => {
		session.signal = signal;
		after = await runLine(session, line);
	});
	session.signal = undefined;
	return after;
}
