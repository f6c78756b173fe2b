import type { Rlimit, RlimitName } from '../config/config.ts';
import type { Files } from './files.ts';

/**
 * The limits that this process itself runs under, as /proc/self/limits has them; `undefined` where there is no /proc.
 * Node raises its own soft limit of open files to the hard one at start, and children inherit it.
 */
export function ownLimits(files: Pick<Files, 'readText' | 'exists'>): OwnLimits | undefined {
	if (!files.exists('/proc/self/limits')) return undefined;
	const text = `\n${files.readText('/proc/self/limits')}`;
	const names = Object.entries(NAMES) as [RlimitName, string][];
	return Object.fromEntries(names.map(([name, title]) => [name, limitNamed(text, title)])) as OwnLimits;
}

export type OwnLimits = Readonly<Record<RlimitName, Rlimit>>;

/** proc(5)'s titles. */
const NAMES: Readonly<Record<RlimitName, string>> = {
	as: 'Max address space',
	core: 'Max core file size',
	cpu: 'Max cpu time',
	data: 'Max data size',
	fsize: 'Max file size',
	memlock: 'Max locked memory',
	msgqueue: 'Max msgqueue size',
	nice: 'Max nice priority',
	nofile: 'Max open files',
	nproc: 'Max processes',
	rss: 'Max resident set',
	rtprio: 'Max realtime priority',
	rttime: 'Max realtime timeout',
	sigpending: 'Max pending signals',
	stack: 'Max stack size',
};

function limitNamed(text: string, name: string): Rlimit {
	const start = text.indexOf(`\n${name} `);
	const [line = ''] = start === -1 ? [] : text.slice(start + 1 + name.length).split('\n', 1);
	const [soft, hard] = line.trim().split(/\s+/);
	return { soft: limit(soft), hard: limit(hard) };
}

function limit(text: string | undefined): number {
	return text === undefined || text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
}
