/** What a configuration means once it is read: every option parsed once, every process of every program spelt out. */

/** Where a value stands: a file and its line, counted from 1. */
export interface Place {
	readonly file: string;
	readonly line: number;
}

/** One thing wrong (or, from `--check`, risky) in a configuration. */
export interface Problem {
	readonly place: Place;
	/** Without brackets, e.g. `program:web`; empty where the file itself is meant. */
	readonly section: string;
	/** Empty where the section itself is meant. */
	readonly key: string;
	/** What is wrong, the value quoted. */
	readonly message: string;
	/** What to do about it. */
	readonly hint: string;
}

/** A user of the machine, as `/etc/passwd` gives it. */
export interface Account {
	readonly name: string;
	readonly uid: number;
	readonly gid: number;
	readonly home: string;
}

/** Where one of a child's streams goes. `auto` is a file that the daemon names in `childlogdir`. */
export type LogTarget =
	| { readonly type: 'none' }
	| { readonly type: 'auto' }
	| { readonly type: 'file'; readonly path: string }
	/** A descriptor of the daemon itself: `/dev/stdout` is 1, `/dev/stderr` 2, `/dev/fd/N` N. */
	| { readonly type: 'descriptor'; readonly fd: number; readonly path: string };

/** One stream (stdout or stderr) of a process. */
export interface StreamConfig {
	readonly target: LogTarget;
	/** Bytes; 0 never rotates. */
	readonly maxbytes: number;
	readonly backups: number;
	readonly captureMaxbytes: number;
	readonly eventsEnabled: boolean;
	readonly syslog: boolean;
}

/** `depends_on=NAME:CONDITION`. */
export interface Dependency {
	/** A program's or a group's name, as written. */
	readonly name: string;
	/** The processes it stands for, as `group:process` keys; all of them must satisfy the condition. */
	readonly processes: readonly string[];
	readonly condition: DependencyCondition;
}

/** Docker's `service_started`, `service_healthy` and `service_completed_successfully`. */
export type DependencyCondition = 'started' | 'ready' | 'completed';

/** A question to a process. `listen`, `log`, `notify` and `fd` are passive: the process says it by itself. */
export type Probe =
	/** GET answers with a status from 200 to 399. */
	| { readonly type: 'http'; readonly url: string }
	/** The port takes a connection. */
	| { readonly type: 'tcp'; readonly host: string; readonly port: number }
	/** The command exits with 0; it runs as the program's user, with its environment, in its directory. */
	| { readonly type: 'exec'; readonly command: string; readonly argv: readonly string[] }
	/** The process' own tree owns a listening TCP socket on this port. */
	| { readonly type: 'listen'; readonly port: number }
	/** A line of its output matches this regular expression (JavaScript's, checked when it was read). */
	| { readonly type: 'log'; readonly pattern: string }
	/** sd_notify(3): `READY=1`; for liveness `WATCHDOG=1` often enough. */
	| { readonly type: 'notify' }
	/** The process writes a newline to this descriptor (s6's notification-fd). */
	| { readonly type: 'fd'; readonly fd: number };

/** What a probe is asked for: Kubernetes' words. */
export type ProbeKind = 'startup' | 'readiness' | 'liveness';

/** When a program's probes are asked: Docker's words. */
export interface HealthTiming {
	/** From the end of one answer to the next question. */
	readonly intervalMs: number;
	/** An answer that takes longer is a failure. */
	readonly timeoutMs: number;
	/** So many failures in a row are believed. */
	readonly retries: number;
	/** Failures this soon after the spawn do not count. */
	readonly startPeriodMs: number;
}

/** How much memory the whole tree of a process may take. */
export interface MemoryBounds {
	readonly warningBytes: number | undefined;
	readonly limitBytes: number | undefined;
	/** What is done about a tree that stays above its limit. */
	readonly action: 'restart' | 'alert';
}

/** `[probe_server]`: read-only, for Kubernetes' probes and Prometheus. */
export interface ProbeServerConfig {
	/** Empty for all interfaces of IPv4; `::` for all, of both. */
	readonly host: string;
	readonly port: number;
	/** What `/health` calls the place that the pod runs in, e.g. `production`. */
	readonly environment: string;
}

/** `[memory_watcher]`; its defaults hold where the section is not written. */
export interface MemoryWatcherConfig {
	/** The section is written: the pod as a whole is watched, too, and not only programs that have bounds. */
	readonly watchesPod: boolean;
	/** Shares of the pod's limit, 0 to 1. */
	readonly warning: number;
	readonly critical: number;
	readonly intervalMs: number;
	/** What lasts no longer than this is no finding. */
	readonly sustainedMs: number;
	/** An absolute path. */
	readonly metricsFile: string | undefined;
}

/** `[disk_watcher]`. */
export interface DiskWatcherConfig {
	/** Absolute paths; the folders of the logs are watched in any case. */
	readonly paths: readonly string[];
	/** Shares that are in use, of the space and of the inodes, 0 to 1. */
	readonly warning: number;
	readonly critical: number;
	readonly intervalMs: number;
}

/** A secret as it stands in the configuration, or the file that it is read from each time that it is needed. */
export type SecretText =
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'file'; readonly path: string };

/** Where alerts go. */
export type AlertSinkConfig =
	| { readonly type: 'file'; readonly path: string; readonly maxbytes: number; readonly backups: number }
	/** `secret`: signs each body (HMAC-SHA256). */
	| { readonly type: 'webhook'; readonly url: SecretText; readonly secret: SecretText | undefined }
	| { readonly type: 'slack'; readonly url: SecretText }
	| { readonly type: 'pagerduty'; readonly url: string; readonly routingKey: SecretText }
	/** The base of an Alertmanager, e.g. `http://127.0.0.1:9093`. */
	| { readonly type: 'alertmanager'; readonly url: string }
	| { readonly type: 'command'; readonly command: string; readonly argv: readonly string[] };

export type AlertSeverity = 'info' | 'warning' | 'critical';

/** What an alert can be about; `POD`: the pod ends because of a critical program. */
export type AlertEvent =
	| 'PROCESS_STATE_STARTING'
	| 'PROCESS_STATE_RUNNING'
	| 'PROCESS_STATE_BACKOFF'
	| 'PROCESS_STATE_STOPPING'
	| 'PROCESS_STATE_EXITED'
	| 'PROCESS_STATE_STOPPED'
	| 'PROCESS_STATE_FATAL'
	| 'PROCESS_STATE_UNKNOWN'
	| 'HEALTH'
	| 'MEMORY'
	| 'DISK'
	| 'POD';

/** `[alert:x]`. */
export interface AlertConfig {
	readonly name: string;
	readonly place: Place;
	readonly sink: AlertSinkConfig;
	readonly events: ReadonlySet<AlertEvent>;
	/** Names of programs, groups or processes (`group:name`, `group:*`); empty for all. What concerns no program always passes. */
	readonly programs: readonly string[];
	/** The least that it is told of. */
	readonly severity: AlertSeverity;
	/** The same alert is not told again within it. */
	readonly cooldownMs: number;
	/** Whether it is told when it is over. */
	readonly sendResolved: boolean;
	/** Of one attempt to deliver. */
	readonly timeoutMs: number;
}

export type LogFormat = 'raw' | 'text' | 'json';

/** The resources of setrlimit(2) that can be set; `unlimited` is `Infinity`. */
export type RlimitName =
	| 'as'
	| 'core'
	| 'cpu'
	| 'data'
	| 'fsize'
	| 'memlock'
	| 'msgqueue'
	| 'nice'
	| 'nofile'
	| 'nproc'
	| 'rss'
	| 'rtprio'
	| 'rttime'
	| 'sigpending'
	| 'stack';

/** Soft and hard limit, in the resource's own unit; `Infinity` for none. */
export interface Rlimit {
	readonly soft: number;
	readonly hard: number;
}

/** One process: a program's section with `numprocs` spelt out and every expansion done. */
export interface ProcessConfig {
	readonly kind: 'program' | 'eventlistener' | 'fcgi-program';
	readonly name: string;
	readonly group: string;
	/** The name in the section's title: `x` of `[program:x]`. */
	readonly program: string;
	readonly place: Place;
	/** As configured, expanded; `getAllConfigInfo` shows it. */
	readonly command: string;
	/** `command` split as shlex does; the first is the program as written (a path, or a name for PATH). */
	readonly argv: readonly string[];
	readonly priority: number;
	readonly autostart: boolean;
	readonly autorestart: 'always' | 'never' | 'unexpected';
	/** Seconds. */
	readonly startsecs: number;
	/** `Infinity` for the configured -1. */
	readonly startretries: number;
	readonly exitcodes: readonly number[];
	/** A signal's number. */
	readonly stopsignal: number;
	/** Seconds. */
	readonly stopwaitsecs: number;
	readonly stopasgroup: boolean;
	readonly killasgroup: boolean;
	readonly user: Account | undefined;
	readonly directory: string | undefined;
	/** A mode's bits, e.g. 0o022. */
	readonly umask: number | undefined;
	readonly redirectStderr: boolean;
	readonly stdout: StreamConfig;
	readonly stderr: StreamConfig;
	/** `[supervisord] environment` and the program's own on top, expanded. */
	readonly environment: Readonly<Record<string, string>>;
	/** `undefined` for AUTO or unset. */
	readonly serverurl: string | undefined;

	/** Podvisor's own. */
	readonly type: 'service' | 'oneshot';
	readonly dependsOn: readonly Dependency[];
	/** Nothing else is asked before it succeeded once; where it cannot, the process is restarted. */
	readonly startup: Probe | undefined;
	/** Without one, nor `startup`, a process is ready when it is RUNNING. */
	readonly readiness: Probe | undefined;
	/** A process that fails it is restarted. */
	readonly liveness: Probe | undefined;
	readonly health: HealthTiming;
	readonly memory: MemoryBounds;
	readonly critical: 'no' | 'on-fatal' | 'on-exit';
	readonly restartBackoff: 'linear' | 'exponential';
	/** `Infinity`: as supervisord, whose delay ends with startretries. */
	readonly restartDelayMaxMs: number;
	/** A share of the delay, 0 to 1, that is added at most. */
	readonly restartJitter: number;
	readonly rlimits: Readonly<Partial<Record<RlimitName, Rlimit>>>;
	/** -20 to 19. */
	readonly nice: number | undefined;
	/** -1000 to 1000. */
	readonly oomScoreAdj: number | undefined;
	/** Read at each start; absolute paths. */
	readonly envFiles: readonly string[];
	/** Environment variable → the file whose content it gets at each start. */
	readonly secrets: Readonly<Record<string, string>>;
	/** Its lines reach the container's stdout and stderr as well. */
	readonly containerLog: boolean;
	readonly logFormat: LogFormat;
}

export interface EventListenerPool {
	/** Event type names, upper case, e.g. `PROCESS_STATE_FATAL`. */
	readonly events: readonly string[];
	readonly bufferSize: number;
	readonly resultHandler: string;
}

/** Who owns a socket; -1 leaves it. */
export interface SocketOwner {
	readonly uid: number;
	readonly gid: number;
}

export interface FcgiSocket {
	/** As configured, e.g. `unix:///run/php.sock` or `tcp://localhost:9000`. */
	readonly url: string;
	readonly address:
		| { readonly type: 'unix'; readonly path: string; readonly owner: SocketOwner | undefined; readonly mode: number }
		| { readonly type: 'tcp'; readonly host: string; readonly port: number };
	readonly backlog: number | undefined;
}

export interface GroupConfig {
	readonly kind: 'program' | 'group' | 'eventlistener' | 'fcgi-program';
	readonly name: string;
	readonly place: Place;
	readonly priority: number;
	/** By priority, then as configured. */
	readonly processes: readonly ProcessConfig[];
	readonly listener: EventListenerPool | undefined;
	readonly fcgiSocket: FcgiSocket | undefined;
}

export interface Credentials {
	readonly username: string;
	readonly password: string;
}

export interface UnixServerConfig {
	readonly file: string;
	readonly chmod: number;
	readonly chown: SocketOwner;
	readonly credentials: Credentials | undefined;
}

export interface InetServerConfig {
	/** Empty for all interfaces, as supervisord's `*:9001`. */
	readonly host: string;
	readonly port: number;
	readonly credentials: Credentials | undefined;
	readonly allowUnauthenticated: boolean;
}

export interface ClientConfig {
	readonly serverurl: string;
	readonly username: string | undefined;
	readonly password: string | undefined;
	readonly prompt: string;
	readonly historyFile: string | undefined;
}

export interface RpcInterfaceConfig {
	readonly name: string;
	readonly factory: string;
	readonly options: Readonly<Record<string, string>>;
}

export type LogLevel = 'critical' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'blather';

/** The `[supervisord]` section, with the command line's flags on top. */
export interface DaemonConfig {
	/** `none` where {@link syslog} takes its place; never `auto`. */
	readonly logfile: LogTarget;
	/** `logfile=syslog`; absent where it is not. */
	readonly syslog?: boolean;
	readonly logfileMaxbytes: number;
	readonly logfileBackups: number;
	readonly loglevel: LogLevel;
	readonly pidfile: string;
	readonly identifier: string;
	readonly nodaemon: boolean;
	readonly silent: boolean;
	readonly umask: number;
	readonly minfds: number;
	readonly minprocs: number;
	readonly nocleanup: boolean;
	readonly childlogdir: string;
	readonly stripAnsi: boolean;
	readonly user: Account | undefined;
	readonly directory: string | undefined;
	readonly environment: Readonly<Record<string, string>>;
	/** Podvisor's own. */
	readonly startOrder: 'supervisord' | 'ready';
	/** `undefined`: no budget, as supervisord. */
	readonly shutdownTimeoutMs: number | undefined;
	readonly logFormat: LogFormat;
}

export interface Config {
	/** The main file. */
	readonly file: string;
	/** Every file that was read, the main one first. */
	readonly files: readonly string[];
	readonly daemon: DaemonConfig;
	/** By priority, then in supervisord's own order (groups, programs, listeners, fcgi-programs). */
	readonly groups: readonly GroupConfig[];
	readonly unixServers: readonly UnixServerConfig[];
	readonly inetServers: readonly InetServerConfig[];
	readonly probeServer: ProbeServerConfig | undefined;
	readonly memoryWatcher: MemoryWatcherConfig;
	/** `undefined` where the section is not written: nothing is watched. */
	readonly diskWatcher: DiskWatcherConfig | undefined;
	readonly alerts: readonly AlertConfig[];
	readonly client: ClientConfig;
	readonly rpcInterfaces: readonly RpcInterfaceConfig[];
	/** supervisord's own warnings about what it read (deprecated or ignored settings). */
	readonly warnings: readonly Problem[];
}
