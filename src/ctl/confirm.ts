import { CtlError } from './ctl-error.ts';
import type { Session } from './session.ts';

/** Asks in the shell, and only there; yes is whatever begins with a y. @throws CtlError where nobody answers */
export async function confirm({ isInteractive, lines }: Session, question: string): Promise<boolean> {
	if (!isInteractive) return true;
	const answer = await lines.read(question);
	if (answer.type === 'end') {
		throw new CtlError('the input ended where an answer was needed', {
			code: 'NO_ANSWER',
			hint: 'write the command on the command line, where nothing is asked',
		});
	}
	return answer.type === 'line' && /^y/i.test(answer.line);
}
