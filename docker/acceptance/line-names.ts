import type { PodLine } from './parse-pod-line.ts';

/** Is this a line of `who`? Where the format has no names (raw), the services' own JSON has one. */
export function lineNames({ program, message }: PodLine, who: string): boolean {
	return program === undefined ? message.includes(`"service":"${who}"`) : program === who;
}
