import { ALERT_OPTIONS } from './alert-options.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import { FCGI_OPTIONS } from './fcgi-options.ts';
import { GROUP_OPTIONS, INCLUDE_OPTIONS } from './group-options.ts';
import { HEALTH_OPTIONS } from './health-options.ts';
import { LISTENER_OPTIONS } from './listener-options.ts';
import { MEMORY_OPTIONS } from './memory-options.ts';
import type { Option } from './option.ts';
import { PROBE_SERVER_OPTIONS } from './probe-server-options.ts';
import {
	DEPENDS_ON_OPTION,
	PROGRAM_OPTIONS,
	RLIMIT_OPTIONS,
	STDERR_OPTIONS,
	STDOUT_OPTIONS,
} from './program-options.ts';
import { RPC_INTERFACE_OPTIONS } from './rpc-interface-options.ts';
import { CREDENTIAL_OPTIONS, INET_SERVER_OPTIONS, UNIX_SERVER_OPTIONS } from './server-options.ts';
import { SUPERVISORD_OPTIONS } from './supervisord-options.ts';
import { DISK_WATCHER_OPTIONS, MEMORY_WATCHER_OPTIONS } from './watcher-options.ts';

/** A section, and every option it can have. */
export interface SectionTable {
	/** `supervisord`, or `program:` for those that have a name after the colon. */
	readonly name: string;
	/** What Podvisor calls it as well. */
	readonly alias: string | undefined;
	readonly doc: string;
	/** The `%(…)s` it knows beside `%(ENV_X)s`. */
	readonly expansions: readonly string[];
	readonly options: readonly Option<unknown>[];
	/** Any other key is legal, too. */
	readonly isOpen: boolean;
}

const PER_PROCESS: readonly string[] = [
	'here',
	'program_name',
	'group_name',
	'host_node_name',
	'process_num (per process)',
	'numprocs (per process)',
];

const EVERY_PROGRAM: readonly Option<unknown>[] = [
	...Object.values(PROGRAM_OPTIONS),
	...Object.values(HEALTH_OPTIONS),
	...Object.values(MEMORY_OPTIONS),
	...Object.values(STDOUT_OPTIONS),
	...Object.values(STDERR_OPTIONS),
	...RLIMIT_OPTIONS.values(),
];

const PRIORITY = PROGRAM_OPTIONS.priority.name;

/** Every section there is: the reference page and `--check` go by it. */
export const SECTION_TABLE: readonly SectionTable[] = [
	section('supervisord', 'The daemon itself. It must be there, even if empty.', {
		alias: 'podvisord',
		expansions: ['here'],
		options: Object.values(SUPERVISORD_OPTIONS),
	}),
	section('program:', 'A program to run: one process, or as many as numprocs says.', {
		expansions: PER_PROCESS,
		options: EVERY_PROGRAM,
	}),
	section('group:', 'Programs that are addressed together, as `NAME:*`.', {
		expansions: ['here'],
		options: [...Object.values(GROUP_OPTIONS), DEPENDS_ON_OPTION],
	}),
	section(
		'eventlistener:',
		'A program that is told of events on its stdin. It has the options of a program and these.',
		{
			expansions: PER_PROCESS,
			options: [...Object.values(LISTENER_OPTIONS), ...EVERY_PROGRAM.filter(({ name }) => name !== PRIORITY)],
		},
	),
	section(
		'fcgi-program:',
		'A FastCGI program: its processes share a socket, which they get as stdin. It has the options of a program and these.',
		{ expansions: PER_PROCESS, options: [...Object.values(FCGI_OPTIONS), ...EVERY_PROGRAM] },
	),
	section('include', 'Further files.', {
		expansions: ['here', 'host_node_name'],
		options: Object.values(INCLUDE_OPTIONS),
	}),
	section('unix_http_server', 'The socket for `podctl` and `supervisorctl`.', {
		expansions: ['here (file)'],
		options: [...Object.values(UNIX_SERVER_OPTIONS), ...Object.values(CREDENTIAL_OPTIONS)],
	}),
	section('inet_http_server', 'The same over TCP.', {
		options: [...Object.values(INET_SERVER_OPTIONS), ...Object.values(CREDENTIAL_OPTIONS)],
	}),
	section('probe_server', 'For Kubernetes, Prometheus and the like (**P**): it tells, and controls nothing.', {
		options: Object.values(PROBE_SERVER_OPTIONS),
	}),
	section(
		'memory_watcher',
		"The pod's memory (**P**): the cgroup's use against its limit, or the machine's where it has none.",
		{
			expansions: ['here'],
			options: Object.values(MEMORY_WATCHER_OPTIONS),
		},
	),
	section('disk_watcher', 'Free space and inodes (**P**), of the folders of the logs and of these paths.', {
		expansions: ['here'],
		options: Object.values(DISK_WATCHER_OPTIONS),
	}),
	section('alert:', 'Where alerts go (**P**).', { expansions: ['here'], options: Object.values(ALERT_OPTIONS) }),
	section('supervisorctl', 'The client. The daemon does not mind what stands here.', {
		alias: 'podctl',
		expansions: ['here (serverurl, history_file)'],
		options: Object.values(CLIENT_OPTIONS),
	}),
	section('rpcinterface:', 'The XML-RPC interface; it is served whether this section is there or not.', {
		options: Object.values(RPC_INTERFACE_OPTIONS),
		isOpen: true,
	}),
	section('ctlplugin:', 'Plug-ins of supervisorctl, written in Python: ignored.', { isOpen: true }),
];

/** The table of a section by its title; `undefined` where there is no such section. */
export function findSectionTable(title: string): SectionTable | undefined {
	return SECTION_TABLE.find(({ name }) => {
		if (name.endsWith(':')) return title.startsWith(name);
		// supervisord looks no further than the beginning, so that there can be several servers.
		return name.endsWith('_http_server') ? title.startsWith(name) : title === name;
	});
}

function section(name: string, doc: string, details: Partial<SectionTable>): SectionTable {
	return { name, doc, alias: undefined, expansions: [], options: [], isOpen: false, ...details };
}
