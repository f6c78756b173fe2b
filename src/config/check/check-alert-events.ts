import type { AlertConfig, AlertEvent, AlertSeverity, Config, Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { ALERT_OPTIONS } from '../options/alert-options.ts';
import { advise } from './advise.ts';
import { alertSections } from './alert-sections.ts';

const SEVERITIES: readonly AlertSeverity[] = ['info', 'warning', 'critical'];

/** The gravest that each is told as; HEALTH and BACKOFF are critical where the OOM killer did it, which is MEMORY, too. */
export const GRAVEST: Readonly<Record<AlertEvent, AlertSeverity>> = {
	PROCESS_STATE_STARTING: 'info',
	PROCESS_STATE_RUNNING: 'info',
	PROCESS_STATE_BACKOFF: 'warning',
	PROCESS_STATE_STOPPING: 'info',
	PROCESS_STATE_EXITED: 'critical',
	PROCESS_STATE_STOPPED: 'info',
	PROCESS_STATE_FATAL: 'critical',
	PROCESS_STATE_UNKNOWN: 'warning',
	HEALTH: 'warning',
	MEMORY: 'critical',
	DISK: 'critical',
	POD: 'critical',
};

const STATES = (Object.keys(GRAVEST) as AlertEvent[]).filter((event) => event.startsWith('PROCESS_STATE_'));

/** Of these an alert can be critical after all: the OOM killer. */
const MAY_BE_OOM: ReadonlySet<AlertEvent> = new Set(['PROCESS_STATE_BACKOFF', 'HEALTH']);

/** Events that an alert lists, and that it can never tell of. */
export function checkAlertEvents(config: Config, document: IniDocument): Problem[] {
	const { events, severity } = ALERT_OPTIONS;
	const found: Problem[] = [];
	for (const { alert, section } of alertSections(config, document)) {
		const isWritten = (key: string): boolean => document.sections.get(section)?.has(key) ?? false;
		// Who left it to the defaults did not ask for any of them.
		if (!isWritten(events.name)) continue;
		const quiet = quietEvents(alert);
		const [first] = quiet;
		if (first !== undefined) {
			const gravest = quiet.map((event) => GRAVEST[event]);
			const least = SEVERITIES.find((word) => gravest.includes(word)) ?? 'info';
			const isAll = quiet.length === alert.events.size;
			const oom = quiet.some((event) => MAY_BE_OOM.has(event)) ? ', but for what the OOM killer ended' : '';
			const message = `${severity.name}=${alert.severity} is above ${quiet.join(', ')}: ${isAll ? 'nothing is ever told' : 'never told'}${oom}`;
			const key = isWritten(severity.name) ? severity.name : events.name;
			found.push(advise(document, section, key, { message, hint: `write ${severity.name}=${least}` }));
		}
		if (alert.events.has('DISK') && config.diskWatcher === undefined) {
			const message = 'has DISK, of which nothing is ever told without [disk_watcher]';
			found.push(advise(document, section, events.name, { message, hint: 'add a section [disk_watcher]' }));
		}
	}
	return found;
}

function quietEvents({ events, severity }: AlertConfig): readonly AlertEvent[] {
	// PROCESS_STATE is whatever there is of them.
	const isEveryState = STATES.every((event) => events.has(event));
	const named = [...events].filter((event) => !isEveryState || !STATES.includes(event));
	return named.filter((event) => SEVERITIES.indexOf(GRAVEST[event]) < SEVERITIES.indexOf(severity));
}
