import { didYouMean } from '../foundation/did-you-mean.ts';
import { formatProcessName, type ProcessName } from '../foundation/process-name.ts';
import { readProcessInfos } from './client/process-info.ts';
import { cleanText } from './format/clean-text.ts';
import type { Session } from './session.ts';

/** After a name that nobody has: says on stderr which one may have been meant, to a person at a terminal. */
export async function suggestName({ output, rpc }: Session, unknown: ProcessName): Promise<void> {
	if (!output.isTerminal) return;
	const infos = readProcessInfos(await rpc.call('getAllProcessInfo'));
	const wanted = formatProcessName(unknown);
	const members = infos.filter(({ group }) => group === unknown.group);
	const near =
		members.length > 0
			? `${unknown.group}:*`
			: (didYouMean(wanted, infos.map(formatProcessName)) ??
				infos.filter(({ process }) => process === unknown.process).map(formatProcessName)[0]);
	if (near !== undefined) output.explain(`did you mean ${cleanText(near)}?`);
}
