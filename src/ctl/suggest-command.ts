import { didYouMean } from '../foundation/did-you-mean.ts';

/** What docker, kubectl, systemctl and others call a command of ours. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
	['cat', 'tail'],
	['down', 'stop'],
	['journal', 'tail'],
	['kill', 'signal'],
	['list', 'status'],
	['log', 'tail'],
	['logs', 'tail'],
	['ls', 'status'],
	['ps', 'status'],
	['up', 'start'],
]);

/** The command that may have been meant by a name that none has. */
export function suggestCommand(name: string, known: readonly string[]): string | undefined {
	return ELSEWHERE.get(name.toLowerCase()) ?? didYouMean(name, known);
}
