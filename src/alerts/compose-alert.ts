import { createHash } from 'node:crypto';
import type { AlertEvent } from '../config/config.ts';
import { lastThatFit } from '../foundation/last-that-fit.ts';
import { oneLine } from '../foundation/one-line.ts';
import { ALERT_VERSION, type Alert, type AlertDetails, type AlertPod } from './alert.ts';
import type { Decision } from './alert-gate.ts';
import type { Finding, FindingKind } from './finding.ts';
import { plainText } from './plain-text.ts';
import type { Redactor } from './redactor.ts';

const SUMMARY_LENGTH = 300;
const DESCRIPTION_LENGTH = 1000;
const NAME_LENGTH = 128;
const LINE_LENGTH = 512;
const MOST_LINES = 50;
/** UTF-16 units of one stream. */
const OUTPUT_LENGTH = 16 * 1024;
const MOST_PROBES = 10;
const FINGERPRINT_LENGTH = 32;

/** What Alertmanager and its like call them. */
const NAMES: Readonly<Record<FindingKind, string>> = {
	exit: 'PodvisorProcessExited',
	start: 'PodvisorProcessStartFailed',
	fatal: 'PodvisorProcessFatal',
	unhealthy: 'PodvisorProcessUnhealthy',
	unready: 'PodvisorProcessNotReady',
	memory: 'PodvisorMemory',
	disk: 'PodvisorDisk',
	pod: 'PodvisorPodEnds',
	state: 'PodvisorProcessState',
	test: 'PodvisorTest',
};

export interface AlertContext {
	readonly id: string;
	/** Milliseconds since 1970. */
	readonly wallMs: number;
	/** What this sink is told of. */
	readonly events: ReadonlySet<AlertEvent>;
	readonly pod: AlertPod;
	readonly redactor: Redactor;
}

/** What was decided to be told, as it is told: without secrets, printable and bounded. */
export function composeAlert(decision: Decision, { id, wallMs, events, pod, redactor }: AlertContext): Alert {
	const { finding, key, status, severity, isFlapping, count } = decision;
	const clean = (text: string, maxLength: number): string => plainText(redactor.redact(text), maxLength);
	const { subject, kind } = finding;
	const named =
		subject === undefined
			? undefined
			: {
					group: clean(subject.group, NAME_LENGTH),
					name: clean(subject.name, NAME_LENGTH),
					program: clean(subject.program, NAME_LENGTH),
				};
	const event = kind === 'test' ? 'TEST' : (finding.events.find((each) => events.has(each)) ?? eventOf(kind));
	const summary = `${isFlapping ? 'flapping: ' : ''}${finding.summary}`;
	return {
		version: ALERT_VERSION,
		id,
		timestamp: new Date(wallMs).toISOString(),
		status,
		severity,
		event,
		subject: named,
		summary: oneLine(redactor.redact(summary), SUMMARY_LENGTH),
		description: clean(
			isFlapping
				? `${finding.description} It comes and goes, and nothing more is told of it until it was calm.`
				: finding.description,
			DESCRIPTION_LENGTH,
		).trim(),
		fingerprint: fingerprintOf(key, pod),
		flapping: isFlapping,
		count,
		labels: {
			alertname: NAMES[kind],
			severity,
			event,
			instance: plainText(pod.hostname, NAME_LENGTH),
			...(named === undefined ? {} : { group: named.group, program: named.program, process: named.name }),
			...(finding.details.path === undefined ? {} : { path: clean(finding.details.path, NAME_LENGTH) }),
			...(finding.details.resource === undefined ? {} : { resource: finding.details.resource }),
		},
		details: cleanDetails(finding.details, clean),
		pod: {
			hostname: plainText(pod.hostname, NAME_LENGTH),
			identifier: plainText(pod.identifier, NAME_LENGTH),
			environment: pod.environment === undefined ? undefined : plainText(pod.environment, NAME_LENGTH),
		},
	};
}

/** Of an end: it is only told of what was told, and that had an event. */
function eventOf(kind: FindingKind): AlertEvent {
	switch (kind) {
		case 'exit':
		case 'state':
		case 'test':
			return 'PROCESS_STATE_EXITED';
		case 'start':
			return 'PROCESS_STATE_BACKOFF';
		case 'fatal':
			return 'PROCESS_STATE_FATAL';
		case 'unhealthy':
		case 'unready':
			return 'HEALTH';
		case 'memory':
			return 'MEMORY';
		case 'disk':
			return 'DISK';
		case 'pod':
			return 'POD';
	}
}

/** Other pods have the same troubles of programs of the same name. */
function fingerprintOf(key: Finding['about'], { hostname, identifier }: AlertPod): string {
	return createHash('sha256')
		.update(JSON.stringify([hostname, identifier, key]))
		.digest('hex')
		.slice(0, FINGERPRINT_LENGTH);
}

function cleanDetails(details: AlertDetails, clean: (text: string, maxLength: number) => string): AlertDetails {
	const { reason, path, stdout, stderr, probes, ...rest } = details;
	const lines = (output: readonly string[]): readonly string[] =>
		lastThatFit(
			output.map((line) => clean(line, LINE_LENGTH)),
			OUTPUT_LENGTH,
			({ length }) => length,
		);
	return {
		...rest,
		...(reason === undefined ? {} : { reason: clean(reason, DESCRIPTION_LENGTH) }),
		...(path === undefined ? {} : { path: clean(path, LINE_LENGTH) }),
		...(stdout === undefined ? {} : { stdout: lines(stdout.slice(-MOST_LINES)) }),
		...(stderr === undefined ? {} : { stderr: lines(stderr.slice(-MOST_LINES)) }),
		...(probes === undefined
			? {}
			: {
					probes: probes.slice(-MOST_PROBES).map((probe) => ({ ...probe, message: clean(probe.message, LINE_LENGTH) })),
				}),
	};
}
