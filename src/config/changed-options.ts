import type { GroupConfig, HealthTiming, MemoryBounds, ProcessConfig, StreamConfig } from './config.ts';
import { isEqualData } from './is-equal-data.ts';

/** The option that a property comes from; `undefined`: it says who the process is, where it stands, or follows from others. */
const OPTION_OF: Readonly<Record<keyof ProcessConfig, string | undefined>> = {
	kind: 'kind',
	name: undefined,
	group: undefined,
	program: undefined,
	place: undefined,
	command: 'command',
	argv: undefined,
	priority: 'priority',
	autostart: 'autostart',
	autorestart: 'autorestart',
	startsecs: 'startsecs',
	startretries: 'startretries',
	exitcodes: 'exitcodes',
	stopsignal: 'stopsignal',
	stopwaitsecs: 'stopwaitsecs',
	stopasgroup: 'stopasgroup',
	killasgroup: 'killasgroup',
	user: 'user',
	directory: 'directory',
	umask: 'umask',
	redirectStderr: 'redirect_stderr',
	stdout: 'stdout',
	stderr: 'stderr',
	environment: 'environment',
	serverurl: 'serverurl',
	type: 'type',
	dependsOn: 'depends_on',
	startup: 'startup',
	readiness: 'readiness',
	liveness: 'liveness',
	health: 'health',
	memory: 'memory',
	critical: 'critical',
	restartBackoff: 'restart_backoff',
	restartDelayMaxMs: 'restart_delay_max',
	restartJitter: 'restart_jitter',
	rlimits: 'rlimit',
	nice: 'nice',
	oomScoreAdj: 'oom_score_adj',
	envFiles: 'env_file',
	secrets: 'secrets',
	containerLog: 'container_log',
	logFormat: 'log_format',
};

const STREAM_OPTION_OF: Readonly<Record<keyof StreamConfig, string>> = {
	target: 'logfile',
	maxbytes: 'logfile_maxbytes',
	backups: 'logfile_backups',
	captureMaxbytes: 'capture_maxbytes',
	eventsEnabled: 'events_enabled',
	syslog: 'syslog',
};

const HEALTH_OPTION_OF: Readonly<Record<keyof HealthTiming, string>> = {
	intervalMs: 'health_interval',
	timeoutMs: 'health_timeout',
	retries: 'health_retries',
	startPeriodMs: 'health_start_period',
};

const MEMORY_OPTION_OF: Readonly<Record<keyof MemoryBounds, string>> = {
	warningBytes: 'memory_warning',
	limitBytes: 'memory_limit',
	action: 'memory_action',
};

/** The names of the options by which two configurations of a process differ. Never their values: they may be secrets. */
export function changedOptions(before: ProcessConfig, after: ProcessConfig): readonly string[] {
	const changed = (Object.keys(OPTION_OF) as (keyof ProcessConfig)[]).flatMap((property) => {
		const option = OPTION_OF[property];
		if (option === undefined) return [];
		if (property === 'stdout' || property === 'stderr') {
			return changedWithin(before[property], after[property], STREAM_OPTION_OF).map((name) => `${option}_${name}`);
		}
		if (property === 'health') return changedWithin(before.health, after.health, HEALTH_OPTION_OF);
		if (property === 'memory') return changedWithin(before.memory, after.memory, MEMORY_OPTION_OF);
		if (property === 'dependsOn') return isEqualData(wishes(before), wishes(after)) ? [] : [option];
		return isEqualData(before[property], after[property]) ? [] : [option];
	});
	return hasOneProbe(before) && hasOneProbe(after) ? [...new Set(changed.map(asHealth))] : changed;
}

/** Whether readiness and liveness are as `health` gives them, or are not there. */
function hasOneProbe({ readiness, liveness }: ProcessConfig): boolean {
	return isEqualData(readiness, liveness);
}

function asHealth(option: string): string {
	return option === 'readiness' || option === 'liveness' ? 'health' : option;
}

function changedWithin<T>(before: T, after: T, optionOf: Readonly<Record<keyof T, string>>): string[] {
	return (Object.keys(optionOf) as (keyof T)[]).flatMap((property) =>
		isEqualData(before[property], after[property]) ? [] : [optionOf[property]],
	);
}

/** As written; which processes a name stands for is that name's affair. */
function wishes({ dependsOn }: ProcessConfig): unknown {
	return dependsOn.map(({ name, condition }) => ({ name, condition }));
}

/** The same for what a group has of its own. */
export function changedGroupOptions(before: GroupConfig, after: GroupConfig): readonly string[] {
	const changed: string[] = [];
	if (before.priority !== after.priority) changed.push('priority');
	if (!isEqualData(before.listener?.events, after.listener?.events)) changed.push('events');
	if (before.listener?.bufferSize !== after.listener?.bufferSize) changed.push('buffer_size');
	if (before.listener?.resultHandler !== after.listener?.resultHandler) changed.push('result_handler');
	if (!isEqualData(before.fcgiSocket, after.fcgiSocket)) changed.push('socket');
	return changed;
}

/** What changes only the order in which things start and stop is followed without a restart. */
export function needsRestart(options: readonly string[]): boolean {
	return options.some((option) => option !== 'priority');
}
