import type { ProcessConfig } from '../config.ts';
import { HEALTH_OPTIONS as OPTIONS } from '../options/health-options.ts';
import { addProblem, isWritten, readOption, type SectionReader } from './read-option.ts';

/** The probes of one process, and when they are asked. `health` is short for readiness and liveness. */
export function readHealthOptions(
	reader: SectionReader,
): Pick<ProcessConfig, 'startup' | 'readiness' | 'liveness' | 'health'> {
	const health = readOption(reader, OPTIONS.health);
	const readiness = readOption(reader, OPTIONS.readiness);
	const liveness = readOption(reader, OPTIONS.liveness);
	const apart = [OPTIONS.readiness, OPTIONS.liveness].filter((option) => isWritten(reader, option));
	if (isWritten(reader, OPTIONS.health) && apart.length > 0) {
		const names = apart.map(({ name }) => name).join(' and ');
		const message = `is readiness and liveness in one, and there is ${names} as well`;
		addProblem(reader, OPTIONS.health.name, message, 'write either health=, or readiness= and liveness=');
	}
	return {
		startup: readOption(reader, OPTIONS.startup),
		readiness: readiness ?? health,
		liveness: liveness ?? health,
		health: {
			intervalMs: readOption(reader, OPTIONS.interval),
			timeoutMs: readOption(reader, OPTIONS.timeout),
			retries: readOption(reader, OPTIONS.retries),
			startPeriodMs: readOption(reader, OPTIONS.startPeriod),
		},
	};
}
