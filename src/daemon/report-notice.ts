import type { ProcessConfig } from '../config/config.ts';
import { describeExitStatus } from '../foundation/exit-status.ts';
import { signalName } from '../foundation/signals.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { ProcessNotice } from '../process/process-effect.ts';
import type { WorldNotice } from '../supervision/world-effect.ts';

/**
 * Tells in the daemon's log what happened: the fields of the event, and supervisord's own sentence for it, which
 * people and scripts have searched their logs for since 2006.
 */
export function reportNotice(
	log: DaemonLog,
	notice: WorldNotice,
	configOf: (key: string) => ProcessConfig | undefined,
): void {
	switch (notice.type) {
		case 'process': {
			const config = configOf(notice.process);
			if (config !== undefined) reportProcess(log, config, notice.notice);
			return;
		}
		case 'waiting':
			log.info(
				{ event: 'waiting', process: nameOf(configOf(notice.process)), because: notice.because },
				`${nameOf(configOf(notice.process))} waits: ${notice.because}`,
			);
			return;
		case 'shutdown':
			if (notice.culprit === undefined) return;
			log.critical({ event: 'critical', process: nameOf(configOf(notice.culprit)) }, `${notice.reason}; shutting down`);
			return;
		case 'layer': {
			const { withinMs } = notice;
			const within = withinMs === undefined ? '' : ` (${Math.round(withinMs)} ms of the shutdown_timeout at most)`;
			const processes = notice.processes.map((key) => nameOf(configOf(key)));
			log.info(
				{ event: 'stopping', processes, ...(withinMs === undefined ? {} : { withinMs: Math.round(withinMs) }) },
				`waiting for ${processes.join(', ')} to stop${within}`,
			);
		}
	}
}

function nameOf(config: ProcessConfig | undefined): string {
	return config?.name ?? '?';
}

function reportProcess(log: DaemonLog, config: ProcessConfig, notice: ProcessNotice): void {
	const process = { process: config.name, group: config.group };
	switch (notice.type) {
		case 'ready':
			// Without a probe it only repeats RUNNING.
			log[config.readiness === undefined && config.startup === undefined ? 'debug' : 'info'](
				{ event: 'ready', ...process, pid: notice.pid },
				`ready: ${config.name}`,
			);
			return;
		case 'unready':
			log.warn({ event: 'unready', ...process, pid: notice.pid }, `not ready: ${config.name} (${notice.reason})`);
			return;
		case 'unhealthy': {
			const { pid, cause, reason } = notice;
			const next = config.autorestart === 'never' ? 'stopping' : 'restarting';
			const fields = { event: 'unhealthy', ...process, pid, cause };
			log.error(fields, `unhealthy: ${config.name} (${cause}: ${reason}); ${next}`);
			return;
		}
		case 'killing':
			reportKilling(log, process, notice);
			return;
		case 'leftBehind':
			log[notice.stopping ? 'info' : 'warn'](
				{ event: 'left-behind', ...process, pid: notice.pid },
				`${config.name} (pid ${notice.pid}) left processes behind; ending them`,
			);
			return;
		case 'state':
			reportState(log, config, notice);
	}
}

function reportKilling(
	log: DaemonLog,
	process: { readonly process: string; readonly group: string },
	{ pid, signal, group, overdue }: Extract<ProcessNotice, { readonly type: 'killing' }>,
): void {
	const fields = { event: 'killing', ...process, pid, signal };
	const name = signalName(signal);
	if (overdue) log.warn(fields, `killing '${process.process}' (${pid}) with ${name}`);
	log.debug(fields, `killing ${process.process} (pid ${pid}) ${group ? 'process group ' : ''}with signal ${name}`);
}

function reportState(
	log: DaemonLog,
	config: ProcessConfig,
	notice: Extract<ProcessNotice, { readonly type: 'state' }>,
): void {
	const { from, to, pid, expected, exit, spawnError, tries, ailment } = notice;
	const { name } = config;
	const fields = { event: 'process-state', process: name, group: config.group, from, to, pid, tries, exit };
	const status = exit === undefined ? 'unknown status' : describeExitStatus(exit);
	switch (to) {
		case 'STARTING':
			log.debug(fields, `starting ${name}`);
			return;
		case 'RUNNING':
			log.info(
				fields,
				`success: ${name} entered RUNNING state, process has stayed up for > than ${config.startsecs} seconds (startsecs)`,
			);
			return;
		case 'BACKOFF':
			// Without a pid nothing ever ran.
			if (ailment !== '') log.warn(fields, `stopped: ${name} (${status}; unhealthy)`);
			else if (pid === 0) log.info(fields, `spawnerr: ${spawnError} (${name})`);
			else log.warn(fields, `exited: ${name} (${status}; not expected)`);
			return;
		case 'EXITED':
			if (ailment !== '') log.warn(fields, `stopped: ${name} (${status}; unhealthy)`);
			else if (expected) log.info(fields, `exited: ${name} (${status}; expected)`);
			else log.warn(fields, `exited: ${name} (${status}; not expected)`);
			return;
		case 'FATAL':
			log.info(fields, `gave up: ${name} entered FATAL state, too many start retries too quickly`);
			return;
		case 'STOPPING':
			log.debug(fields, `stopping ${name}`);
			return;
		case 'STOPPED':
			if (from !== 'STOPPING') log.debug(fields, `stopped: ${name}`);
			else if (expected) log.info(fields, `stopped: ${name} (${status})`);
			else log.warn(fields, `stopped: ${name} (${status})`);
			return;
		case 'UNKNOWN':
			log.critical(fields, `unknown problem killing ${name} (${pid}): ${spawnError}`);
	}
}
