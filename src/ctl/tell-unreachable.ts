import type { UnreachableError } from './client/client-error.ts';
import { describeUnreachable } from './describe-unreachable.ts';
import { cleanText } from './format/clean-text.ts';
import type { Session } from './session.ts';

/** supervisorctl's words for the two cases that scripts know. */
const KNOWN: Readonly<Record<string, string>> = { ECONNREFUSED: 'refused connection', ENOENT: 'no such file' };

/**
 * Says why nobody is reached: in one sentence on stderr. Where a script may read stdout it finds there what supervisorctl
 * says, with `around` the way some commands put it (`ERROR: … (already shut down?)`), or that sentence as an error.
 */
export function tellUnreachable(
	session: Session,
	{ errno }: UnreachableError,
	around: (line: string) => string = (line) => line,
): void {
	const { output, target, address, world, timeoutMs } = session;
	const sentence = cleanText(
		describeUnreachable({
			url: target.url,
			origin: target.origin,
			address,
			errno,
			look: address.type === 'unix' ? world.lookAt(address.path) : undefined,
			uid: world.uid,
			timeoutMs,
		}),
	);
	const error = { code: 'UNREACHABLE', message: sentence };
	if (output.isTerminal || output.isJson) {
		output.note(error);
		output.explain(`podctl ${sentence}`);
		return;
	}
	const known = KNOWN[errno];
	output.complain(known === undefined ? `error: ${sentence}` : around(`${target.url} ${known}`), error);
	if (known !== undefined) output.explain(`podctl ${sentence}`);
}
