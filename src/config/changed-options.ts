import type { GroupConfig, ProcessConfig, StreamConfig } from './config.ts';
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

/** The names of the options by which two configurations of a process differ. Never their values: they may be secrets. */
export function changedOptions(before: ProcessConfig, after: ProcessConfig): readonly string[] {
	return (Object.keys(OPTION_OF) as (keyof ProcessConfig)[]).flatMap((property) => {
		const option = OPTION_OF[property];
		if (option === undefined) return [];
		if (property === 'stdout' || property === 'stderr') return changedStream(option, before[property], after[property]);
		if (property === 'dependsOn') return isEqualData(wishes(before), wishes(after)) ? [] : [option];
		return isEqualData(before[property], after[property]) ? [] : [option];
	});
}

function changedStream(name: string, before: StreamConfig, after: StreamConfig): string[] {
	return (Object.keys(STREAM_OPTION_OF) as (keyof StreamConfig)[]).flatMap((property) =>
		isEqualData(before[property], after[property]) ? [] : [`${name}_${STREAM_OPTION_OF[property]}`],
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
