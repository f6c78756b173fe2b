import type { Rlimit } from '../config/config.ts';
import type { Files } from './files.ts';

/**
 * The limits that this process itself runs under, as /proc/self/limits has them; `undefined` where there is no /proc.
 * Node raises its own soft limit of open files to the hard one at start, and children inherit it.
 */
export function ownLimits(files: Pick<Files, 'readText' | 'exists'>): OwnLimits | undefined {
	if (!files.exists('/proc/self/limits')) return undefined;
	const text = files.readText('/proc/self/limits');
	return { nofile: limitNamed(text, 'Max open files'), nproc: limitNamed(text, 'Max processes') };
}

export interface OwnLimits {
	readonly nofile: Rlimit;
	readonly nproc: Rlimit;
}

function limitNamed(text: string, name: string): Rlimit {
	const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `)) ?? '';
	const [soft, hard] = line.slice(name.length).trim().split(/\s+/);
	return { soft: limit(soft), hard: limit(hard) };
}

function limit(text: string | undefined): number {
	return text === undefined || text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
}
