import { RESTART_REASONS } from '../../events/restart-reason.ts';
import { FAULT_CODES } from '../../foundation/fault.ts';
import { POD_STATUSES } from '../../operations/pod-health.ts';
import { PROCESS_STATES } from '../../process/process-state.ts';
import { type JsonSchema, objectSchema } from './json-schema.ts';

const TEXT: JsonSchema = { type: 'string' };
const TEXTS: JsonSchema = { type: 'array', items: TEXT };
const INTEGER: JsonSchema = { type: 'integer' };
/** Which process. */
const NAMES: Readonly<Record<string, JsonSchema>> = {
	name: TEXT,
	group: TEXT,
	displayName: { type: 'string', description: 'as a person sees it: web, workers:w1' },
};
const SECONDS: JsonSchema = { type: 'integer', description: 'seconds since 1970; 0 for never' };
const CHANGE: JsonSchema = { type: 'string', enum: ['added', 'changed', 'removed', 'kept'] };
const HEALTH: JsonSchema = {
	type: 'string',
	enum: ['healthy', 'degraded', 'unhealthy', 'starting', 'none'],
	description: 'none: it is down as it should be',
};
const FAULT: JsonSchema = { type: 'string', enum: Object.keys(FAULT_CODES) };

/** What the answers are made of, by name. */
export const REST_SCHEMAS: Readonly<Record<SchemaName, JsonSchema>> = {
	Problem: objectSchema(
		{
			type: TEXT,
			title: TEXT,
			status: INTEGER,
			detail: { type: 'string', description: 'what is wrong, then what to do' },
			fault: FAULT,
			code: { type: 'integer', description: "the fault's number, as in XML-RPC" },
			problems: { type: 'array', items: TEXT, description: 'everything that is wrong, a sentence each' },
		},
		['fault', 'code', 'problems'],
	),
	Done: objectSchema({ ok: { type: 'boolean', description: 'always true' } }),
	Results: objectSchema({
		ok: { type: 'boolean', description: 'all of them went well' },
		results: { type: 'array', items: schemaRef('Result') },
	}),
	Result: objectSchema(
		{
			...NAMES,
			ok: { type: 'boolean' },
			fault: FAULT,
			detail: { type: 'string', description: 'why it did not go well' },
		},
		['fault', 'detail'],
	),
	Log: objectSchema({
		text: { type: 'string', description: 'that part of the log; what is no UTF-8 shows as U+FFFD' },
		offset: { type: 'integer', description: 'the byte that it begins at' },
		next: { type: 'integer', description: 'the byte to go on from' },
		size: { type: 'integer', description: 'bytes in the whole log' },
	}),
	LogText: objectSchema({ text: TEXT }),
	Group: objectSchema({
		name: TEXT,
		configured: { type: 'boolean', description: 'it is in the configuration, as it was last read' },
		inUse: { type: 'boolean', description: 'it was added, at the start or later' },
		processes: { type: 'array', items: TEXT, description: 'their names as a person sees them' },
	}),
	Groups: objectSchema({ groups: { type: 'array', items: schemaRef('Group') } }),
	Health: objectSchema({
		status: { type: 'string', enum: POD_STATUSES },
		why: { type: 'string', description: 'one line: what is wrong, or how many are ready' },
		alive: { type: 'boolean', description: 'the daemon itself works' },
		ready: { type: 'boolean', description: 'all services that shall be up are ready, and none is unhealthy' },
		started: { type: 'boolean', description: 'all that start with the pod were ready, or have done their work' },
		processes: { type: 'array', items: schemaRef('ProcessHealth') },
		pressures: {
			type: 'array',
			items: objectSchema({
				level: { type: 'string', enum: ['warning', 'critical'] },
				reason: { type: 'string', description: 'which memory or disk runs short, in words' },
			}),
		},
	}),
	ProcessHealth: objectSchema(
		{
			...NAMES,
			state: { type: 'string', enum: PROCESS_STATES },
			wanted: { type: 'string', enum: ['up', 'down'] },
			ready: { type: 'boolean' },
			health: HEALTH,
			why: { type: 'string', description: 'what follows its name in a sentence' },
			pid: { type: 'integer', description: '0 where none is alive' },
			uptimeMs: { type: 'integer', description: '0 where it is down' },
			restarts: { type: 'integer', description: 'how often it was started again' },
			crashes: { type: 'integer', description: 'ends that were not expected, within the last 5 minutes' },
			probes: { type: 'array', items: schemaRef('Probe'), description: 'the latest answer of each' },
			statusText: { type: 'string', description: "sd_notify's STATUS=" },
			memoryBytes: { type: 'integer', description: 'of its whole tree, where that is measured' },
		},
		['memoryBytes'],
	),
	Probe: objectSchema(
		{
			kind: { type: 'string', enum: ['startup', 'readiness', 'liveness'] },
			ok: { type: 'boolean' },
			latencyMs: INTEGER,
			message: { type: 'string', description: 'what was answered, or what is wrong' },
			wallMs: { type: 'integer', description: 'milliseconds since 1970' },
			failures: { type: 'integer', description: 'in a row, this one included' },
		},
		['failures'],
	),
	Incidents: objectSchema({ incidents: { type: 'array', items: schemaRef('Incident') } }),
	Incident: objectSchema(
		{
			id: { type: 'integer', description: "counted from 1 over the daemon's life" },
			wallMs: { type: 'integer', description: 'milliseconds since 1970' },
			...NAMES,
			program: TEXT,
			kind: {
				type: 'string',
				enum: ['exit', 'start', 'fatal', 'unhealthy', 'memory'],
				description:
					'exit: it ended without being asked to; start: it did not come up; fatal: it was given up; unhealthy, memory: it was restarted for it',
			},
			reason: { type: 'string', description: 'what happened, in words' },
			pid: { type: 'integer', description: '0 where none ran' },
			exit: { type: 'string', description: 'how it ended, in words; empty where none ran' },
			exitCode: { type: 'integer', description: 'as a shell tells it: 128 + the signal' },
			uptimeMs: { type: 'integer', description: 'where it ran' },
			restarts: { type: 'integer', description: 'how often it had been started again before' },
			willRestart: { type: 'boolean', description: 'it is started again by itself' },
			oomKilled: {
				type: 'string',
				enum: ['yes', 'no', 'unknown'],
				description: "the kernel's OOM killer ended it",
			},
			memoryBytes: { type: 'integer', description: 'of its whole tree, when it was last measured' },
			stdout: { type: 'array', items: TEXT, description: 'the last lines; not in lists' },
			stderr: { type: 'array', items: TEXT, description: 'the last lines; not in lists' },
			probes: { type: 'array', items: schemaRef('Probe'), description: 'the latest last; not in lists' },
		},
		['exitCode', 'uptimeMs', 'memoryBytes', 'stdout', 'stderr', 'probes'],
	),
	History: objectSchema({
		...NAMES,
		state: { type: 'string', enum: PROCESS_STATES },
		hour: schemaRef('Availability'),
		day: schemaRef('Availability'),
		incidents: { type: 'array', items: schemaRef('Incident') },
	}),
	Availability: objectSchema(
		{
			upMs: { type: 'integer', description: 'so long it was ready' },
			wantedMs: { type: 'integer', description: 'so long it should have been' },
			availability: { type: 'number', description: '0 to 1; not there where it was never meant to be up' },
			restarts: {
				type: 'object',
				description: `by reason: ${RESTART_REASONS.join(', ')} (exit: as expected; retry: of a failed start)`,
				additionalProperties: true,
			},
		},
		['availability'],
	),
	Listeners: objectSchema({
		listeners: {
			type: 'array',
			items: objectSchema({
				pool: TEXT,
				buffered: { type: 'integer', description: 'events that wait for a listener' },
				missed: { type: 'integer', description: 'events that were lost so far, since too many waited' },
			}),
		},
	}),
	Alerts: objectSchema({
		alerts: {
			type: 'array',
			items: objectSchema({
				name: { type: 'string', description: 'x of [alert:x]' },
				type: { type: 'string', enum: ['file', 'webhook', 'slack', 'pagerduty', 'alertmanager', 'command'] },
				sent: { type: 'integer', description: 'that arrived' },
				failed: { type: 'integer', description: 'that were refused, or given up' },
				dropped: { type: 'integer', description: 'that were lost while the sink was away, since too many waited' },
				suppressed: {
					type: 'integer',
					description: 'that were not sent, since they came within the cooldown, or came and went',
				},
				pending: { type: 'integer', description: 'that wait' },
			}),
		},
	}),
	AlertTest: objectSchema({
		ok: { type: 'boolean', description: 'it arrived' },
		message: { type: 'string', description: 'delivered, or why it was not' },
	}),
	Differences: objectSchema({ added: TEXTS, changed: TEXTS, removed: TEXTS }),
	Config: objectSchema({
		processes: {
			type: 'array',
			items: {
				type: 'object',
				description: "what supervisord's getAllConfigInfo tells of a process: options, and inuse",
				properties: {
					name: TEXT,
					group: TEXT,
					command: TEXT,
					inuse: { type: 'boolean' },
				},
				required: ['name', 'group', 'command', 'inuse'],
				additionalProperties: true,
			},
		},
	}),
	Daemon: objectSchema({
		state: { type: 'string', description: 'RUNNING; a daemon that stops or restarts answers SHUTDOWN_STATE' },
		pid: INTEGER,
		version: { type: 'string', description: "Podvisor's own" },
		supervisorVersion: { type: 'string', description: 'the supervisord that it stands in for' },
		apiVersion: { type: 'string', description: "of supervisord's XML-RPC" },
		identification: TEXT,
	}),
	Event: {
		type: 'object',
		description: 'what happened: the same facts as in the payload of an event listener',
		additionalProperties: true,
	},
	Lost: objectSchema({ count: { type: 'integer', description: 'events that were left out here' } }),
	Program: objectSchema({
		...NAMES,
		kind: { type: 'string', enum: ['program', 'group', 'eventlistener', 'fcgi-program'] },
		type: { type: 'string', enum: ['service', 'oneshot'] },
		state: { type: 'integer', description: "the state's code" },
		statename: { type: 'string', enum: PROCESS_STATES },
		description: { type: 'string', description: 'what supervisorctl status shows after the state' },
		wanted: { type: 'string', enum: ['up', 'down'] },
		ready: { type: 'boolean' },
		waits: { type: 'string', description: 'why it is not started yet; empty where nothing keeps it' },
		pid: { type: 'integer', description: '0 where none is alive' },
		uptimeMs: { type: 'integer', description: '0 where it is down' },
		starts: { type: 'integer', description: 'how often it was started' },
		restarts: { type: 'integer', description: 'how often it was started again' },
		failures: { type: 'integer', description: 'failed starts in a row' },
		exit: { type: 'string', description: 'how it ended last, in words; empty where it never did' },
		exitstatus: { type: 'integer', description: "supervisord's: 0 until it has EXITED, -1 after a signal" },
		spawnerr: { type: 'string', description: 'why the last start failed; empty when it did not' },
		start: SECONDS,
		stop: SECONDS,
		now: SECONDS,
		dependsOn: { type: 'array', items: TEXT, description: 'name:condition' },
		health: HEALTH,
		why: { type: 'string', description: 'how it fares: what follows its name in a sentence' },
		logfile: TEXT,
		stdout_logfile: { type: 'string', description: 'empty where it is not written to a file' },
		stderr_logfile: TEXT,
	}),
	Programs: objectSchema({ programs: { type: 'array', items: schemaRef('Program') } }),
	Wait: objectSchema({
		ok: { type: 'boolean', description: 'all of them are what was asked for' },
		processes: { type: 'array', items: schemaRef('Waited') },
	}),
	Waited: objectSchema({
		name: TEXT,
		group: TEXT,
		state: { type: 'string', enum: PROCESS_STATES },
		reached: { type: 'boolean' },
		why: { type: 'string', description: 'where it was not reached, what is in the way' },
	}),
	Update: objectSchema({ groups: { type: 'array', items: schemaRef('GroupChange') } }),
	GroupChange: objectSchema({
		name: TEXT,
		change: CHANGE,
		options: { type: 'array', items: TEXT, description: 'the names of those that changed' },
		processes: { type: 'array', items: schemaRef('ProcessChange') },
	}),
	ProcessChange: objectSchema(
		{
			name: { type: 'string', description: 'as a person sees it' },
			group: TEXT,
			change: CHANGE,
			options: TEXTS,
			outcome: { type: 'string', description: 'where it was started: OK, or why not' },
		},
		['outcome'],
	),
	OpenApi: { type: 'object', additionalProperties: true },
};

export type SchemaName =
	| 'Problem'
	| 'Done'
	| 'Results'
	| 'Result'
	| 'Log'
	| 'LogText'
	| 'Group'
	| 'Groups'
	| 'Health'
	| 'ProcessHealth'
	| 'Probe'
	| 'Incidents'
	| 'Incident'
	| 'History'
	| 'Availability'
	| 'Listeners'
	| 'Alerts'
	| 'AlertTest'
	| 'Differences'
	| 'Config'
	| 'Daemon'
	| 'Event'
	| 'Lost'
	| 'Program'
	| 'Programs'
	| 'Wait'
	| 'Waited'
	| 'Update'
	| 'GroupChange'
	| 'ProcessChange'
	| 'OpenApi';

export function schemaRef(name: SchemaName): JsonSchema {
	return { $ref: `#/components/schemas/${name}` };
}
