import type { Config, Probe, Problem, ProcessConfig } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { HEALTH_OPTIONS } from '../options/health-options.ts';
import { MEMORY_OPTIONS } from '../options/memory-options.ts';
import { quote } from '../quote.ts';
import { advise, sectionOf } from './advise.ts';

/** Linux takes the addresses of "everywhere" for loopback when something connects to them. */
const THIS_MACHINE = /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1?\]?|(.+\.)?localhost)$/i;

type Said = Pick<Problem, 'message' | 'hint'>;

/** Probes that would restart a program for the faults of others, and settings that do nothing. */
export function checkHealth(config: Config, document: IniDocument): Problem[] {
	const found: Problem[] = [];
	for (const process of config.groups.flatMap(({ processes }) => processes)) {
		const section = sectionOf(document, process);
		const isWritten = (key: string): boolean => document.sections.get(section)?.has(key) ?? false;
		const say = (key: string, said: Said): void => void found.push(advise(document, section, key, said));
		for (const kind of ['startup', 'liveness'] as const) {
			const key = kind === 'liveness' && isWritten(HEALTH_OPTIONS.health.name) ? HEALTH_OPTIONS.health.name : kind;
			const host = foreignHost(process[kind]);
			if (host !== undefined) say(key, judgeForeignHost(host));
		}
		judgeTiming(process, isWritten, say);
		const { action } = MEMORY_OPTIONS;
		if (process.memory.limitBytes === undefined && isWritten(action.name)) {
			const message = `has no effect without ${MEMORY_OPTIONS.limit.name}`;
			say(action.name, { message, hint: `write ${MEMORY_OPTIONS.limit.name}=200MB, or remove it` });
		}
	}
	return found;
}

function judgeTiming(
	process: ProcessConfig,
	isWritten: (key: string) => boolean,
	say: (key: string, said: Said) => void,
): void {
	const { interval, timeout, retries, startPeriod } = HEALTH_OPTIONS;
	const written = [interval, timeout, retries, startPeriod].filter(({ name }) => isWritten(name));
	const { startup, readiness, liveness, health } = process;
	if (startup === undefined && readiness === undefined && liveness === undefined) {
		for (const { name } of written) {
			say(name, {
				message: 'has no effect without a probe',
				hint: 'write health=http://127.0.0.1:PORT/, or remove it',
			});
		}
	} else if (health.timeoutMs > health.intervalMs && written.length > 0) {
		const key = written.find((option) => option === timeout || option === interval)?.name ?? timeout.name;
		const message = `${timeout.name} (${health.timeoutMs / 1000}s) is longer than ${interval.name} (${health.intervalMs / 1000}s)`;
		const hint =
			'a program that hangs is then found out later than the interval promises; lower the one, or raise the other';
		say(key, { message, hint });
	}
}

function judgeForeignHost(host: string): Said {
	const message = `asks ${quote(host)}: when that is away, this program is restarted for it`;
	return { message, hint: 'ask the program itself, at 127.0.0.1, and others in readiness at most' };
}

/** The host that a probe asks, where that is not this machine. */
function foreignHost(probe: Probe | undefined): string | undefined {
	if (probe?.type !== 'http' && probe?.type !== 'tcp') return undefined;
	const host = probe.type === 'tcp' ? probe.host : new URL(probe.url).hostname;
	return THIS_MACHINE.test(host) ? undefined : host;
}
