import type { Config, LogTarget } from '../../src/config/config.ts';
import { configInfo } from '../../src/operations/config-info.ts';

const LEVELS: Readonly<Record<string, number>> = {
	critical: 50,
	error: 40,
	warn: 30,
	info: 20,
	debug: 10,
	trace: 5,
	blather: 3,
};

/** A Config in the words of supervisord's `getAllConfigInfo` and of supervisord-oracle.py's `load`, to compare the two. */
export function describeConfig(config: Config): Readonly<Record<string, unknown>> {
	const processes = config.groups.flatMap((group) => group.processes.map((process) => ({ group, process })));
	const { daemon } = config;
	return {
		...Object.fromEntries(
			processes.map(({ group, process }) => [
				`process ${group.name}:${process.name}`,
				{
					...configInfo(group, process),
					inuse: false,
					umask: process.umask ?? null,
					autorestart: process.autorestart === 'never' ? false : process.autorestart,
					stopasgroup: process.stopasgroup,
					environment: Object.entries(process.environment),
				},
			]),
		),
		groups: config.groups.map(({ name, priority, processes }) => [
			name,
			priority,
			processes.map((process) => process.name),
		]),
		pools: Object.fromEntries(
			config.groups.flatMap(({ name, listener }) =>
				listener === undefined
					? []
					: [[name, { events: listener.events.toSorted(), buffer_size: listener.bufferSize }]],
			),
		),
		sockets: Object.fromEntries(
			config.groups.flatMap(({ name, fcgiSocket }) => {
				if (fcgiSocket === undefined) return [];
				const { url, backlog, address } = fcgiSocket;
				const unix = address.type === 'unix' ? address : undefined;
				const owner = unix?.owner === undefined ? null : [unix.owner.uid, unix.owner.gid];
				return [[name, { url, backlog: backlog ?? null, mode: unix?.mode ?? null, owner }]];
			}),
		),
		servers: [
			...config.inetServers.map(({ host, port, credentials }) => ({
				username: credentials?.username ?? null,
				password: credentials?.password ?? null,
				host,
				port,
			})),
			...config.unixServers.map(({ file, chmod, chown, credentials }) => ({
				file,
				username: credentials?.username ?? null,
				password: credentials?.password ?? null,
				chown: [chown.uid, chown.gid],
				chmod,
			})),
		],
		daemon: {
			logfile: daemon.syslog ? 'syslog' : path(daemon.logfile),
			logfile_maxbytes: daemon.logfileMaxbytes,
			logfile_backups: daemon.logfileBackups,
			pidfile: daemon.pidfile,
			identifier: daemon.identifier,
			umask: daemon.umask,
			minfds: daemon.minfds,
			minprocs: daemon.minprocs,
			childlogdir: daemon.childlogdir,
			directory: daemon.directory ?? null,
			nodaemon: daemon.nodaemon,
			silent: daemon.silent,
			nocleanup: daemon.nocleanup,
			strip_ansi: daemon.stripAnsi,
			uid: daemon.user?.uid ?? null,
			loglevel: LEVELS[daemon.loglevel],
		},
	};
}

function path(target: LogTarget): string {
	return target.type === 'file' || target.type === 'descriptor' ? target.path : target.type;
}
