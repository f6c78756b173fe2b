import { formatProcessName, parseProcessName } from '../../foundation/process-name.ts';
import type { Value } from '../../foundation/value.ts';
import { type ProcessInfo, readProcessInfos } from '../client/process-info.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import type { Session } from '../session.ts';

/**
 * The health of a supervisord's programs, as far as it knows: their states. It does not tell whether a program that is
 * down should be up, so that STOPPED, and EXITED with status 0, say nothing.
 */
export async function healthByLooking(
	session: Session,
	{ names, signal }: { readonly names: readonly string[]; readonly signal: AbortSignal },
): Promise<Value> {
	const infos = pick(readProcessInfos(await session.rpc.call('getAllProcessInfo', { signal })), names);
	const wrong = infos.filter(isWrong);
	const starting = infos.filter(({ statename }) => statename === 'STARTING');
	const up = infos.filter(({ statename }) => statename === 'RUNNING');
	const status = wrong.length > 0 ? 'unhealthy' : starting.length > 0 ? 'starting' : 'healthy';
	const told = wrong.length > 0 ? wrong : starting;
	const why =
		told.length > 0
			? told.map((info) => `${formatProcessName(info)} is ${info.statename}`).join('; ')
			: `${up.length} of ${infos.length} programs run, and none has failed (a supervisord knows no more)`;
	session.output.say(cleanText(`${status}: ${why}`));
	if (status !== 'healthy') session.fail(EXIT_STATUSES.unhealthy);
	return { status, why };
}

function isWrong({ statename, exitstatus }: ProcessInfo): boolean {
	return ['FATAL', 'BACKOFF', 'UNKNOWN'].includes(statename) || (statename === 'EXITED' && exitstatus !== 0);
}

function pick(infos: readonly ProcessInfo[], names: readonly string[]): readonly ProcessInfo[] {
	if (names.length === 0) return infos;
	return names.flatMap((name) => {
		const { group, process } = parseProcessName(name);
		const found = infos.filter((info) => info.group === group && (process ?? info.process) === info.process);
		if (found.length > 0) return found;
		throw new CtlError(`there is no process ${name}`, { code: 'BAD_NAME' });
	});
}
