import { EXIT_STATUSES } from '../exit-statuses.ts';
import { runLine } from '../run-line.ts';
import type { Session } from '../session.ts';
import type { CompletionCache } from './completion-cache.ts';

/** Reads lines and runs them until one says `quit`, or there are no more. `status` comes first, unasked. */
export async function runShell(
	session: Session,
	{ prompt, cache }: { readonly prompt: string; readonly cache: CompletionCache },
): Promise<void> {
	const { lines, output } = session;
	await runLine(session, 'status');
	for (;;) {
		cache.forget();
		session.exitStatus = EXIT_STATUSES.success;
		const answer = await lines.read(`${prompt}> `, { remember: true });
		if (answer.type !== 'line') {
			output.say('');
			return;
		}
		if ((await runLine(session, answer.line)) === 'leave') return;
	}
}
