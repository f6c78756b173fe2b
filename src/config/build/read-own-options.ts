import type { ProcessConfig, Rlimit, RlimitName } from '../config.ts';
import { PROGRAM_OPTIONS as OPTIONS, RESTART_DELAY_MAX_MS, RLIMIT_OPTIONS } from '../options/program-options.ts';
import { absolutePath, expandUser } from '../python/posix-path.ts';
import { readHealthOptions } from './read-health-options.ts';
import { readMemoryBounds } from './read-memory-bounds.ts';
import { addProblem, readOption, type SectionReader } from './read-option.ts';

/** What of a process only Podvisor knows. */
export type OwnOptions = Pick<
	ProcessConfig,
	| 'type'
	| 'startup'
	| 'readiness'
	| 'liveness'
	| 'health'
	| 'memory'
	| 'critical'
	| 'restartBackoff'
	| 'restartDelayMaxMs'
	| 'restartJitter'
	| 'nice'
	| 'oomScoreAdj'
	| 'envFiles'
	| 'secrets'
	| 'containerLog'
	| 'logFormat'
> & { readonly rlimits: Readonly<Partial<Record<RlimitName, Rlimit>>> };

/** Reads them for one process, so that they know `%(process_num)s`. */
export function readOwnOptions(
	reader: SectionReader,
	startretries: number,
	logFormat: ProcessConfig['logFormat'],
): OwnOptions {
	const restartBackoff = readOption(reader, OPTIONS.restartBackoff);
	// A linear delay ends with startretries; where nothing ends it, it must not grow for ever.
	const isEndless = restartBackoff === 'exponential' || startretries === Number.POSITIVE_INFINITY;
	return {
		type: readOption(reader, OPTIONS.type),
		...readHealthOptions(reader),
		memory: readMemoryBounds(reader),
		critical: readOption(reader, OPTIONS.critical),
		restartBackoff,
		restartDelayMaxMs:
			readOption(reader, OPTIONS.restartDelayMax) ?? (isEndless ? RESTART_DELAY_MAX_MS : Number.POSITIVE_INFINITY),
		restartJitter: readOption(reader, OPTIONS.restartJitter),
		nice: readOption(reader, OPTIONS.nice),
		oomScoreAdj: readOption(reader, OPTIONS.oomScoreAdj),
		rlimits: readRlimits(reader),
		envFiles: readOption(reader, OPTIONS.envFile)
			.filter((path) => path !== '')
			.map((path) => fullPath(reader, path)),
		secrets: readSecrets(reader),
		containerLog: readOption(reader, OPTIONS.containerLog),
		logFormat: readOption(reader, OPTIONS.logFormat) ?? logFormat,
	};
}

function readRlimits(reader: SectionReader): Readonly<Partial<Record<RlimitName, Rlimit>>> {
	const rlimits: Partial<Record<RlimitName, Rlimit>> = {};
	for (const [name, option] of RLIMIT_OPTIONS) {
		const limit = readOption(reader, option);
		if (limit !== undefined) rlimits[name] = limit;
	}
	return rlimits;
}

function readSecrets(reader: SectionReader): Readonly<Record<string, string>> {
	const secrets: Record<string, string> = Object.create(null);
	for (const [name, path] of Object.entries(readOption(reader, OPTIONS.secrets))) {
		if (path.startsWith('/') || path.startsWith('~')) secrets[name] = fullPath(reader, path);
		// It may be the secret itself, so it is not shown.
		else
			addProblem(reader, OPTIONS.secrets.name, `${name} is not given an absolute path`, 'write NAME=/run/secrets/file');
	}
	return secrets;
}

function fullPath({ context }: SectionReader, path: string): string {
	return absolutePath(expandUser(path, context.source), context.source);
}
