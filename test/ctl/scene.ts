/** A daemon with a few programs, and a client that talks to it. */
import { Rival, type RivalName } from '../compat/rival.ts';
import { type ClientName, type ClientOptions, type ClientRun, runClient } from './run-client.ts';

interface Teardown {
	teardown(callback: () => void | Promise<void>): void;
}

const PROGRAMS = `[program:web]
command=sh -c "echo web speaks; trap 'exit 0' TERM; while :; do sleep 0.1; done"
startsecs=0
priority=10

[program:dies]
command=sh -c "echo last words >&2; exit 3"
startretries=0
autostart=false
priority=20

[program:nofile]
command=/nonexistent/program
autostart=false
priority=30

[program:w]
command=cat
numprocs=2
process_name=%(program_name)s_%(process_num)d
startsecs=0
priority=40
`;

export interface SceneOptions {
	readonly daemon: RivalName;
	readonly client: ClientName;
	/** More lines of `[unix_http_server]` and `[supervisorctl]`. */
	readonly server?: string;
	readonly clientConf?: string;
	readonly programs?: string;
}

export class Scene {
	readonly rival: Rival;
	readonly #client: ClientName;
	readonly #options: SceneOptions;

	constructor(t: Teardown, options: SceneOptions) {
		this.#options = options;
		this.#client = options.client;
		this.rival = new Rival(options.daemon, { conf: conf(options, PROGRAMS) });
		t.teardown(() => this.rival.end());
	}

	/** Waits until the daemon answers and what starts by itself runs. */
	async isUp(): Promise<void> {
		await this.rival.until(() => this.rival.has('pod.sock'), 'its socket');
		await this.rival.line(/entered RUNNING state/, 3);
	}

	/** Writes the configuration with other programs. */
	rewrite(programs: string): void {
		this.rival.write('pod.conf', conf({ ...this.#options, programs }, PROGRAMS));
	}

	get programs(): string {
		return this.#options.programs ?? PROGRAMS;
	}

	run(args: readonly string[], options: ClientOptions = {}): Promise<ClientRun> {
		return runClient(this.#client, ['-c', `${this.rival.dir}/pod.conf`, ...args], { cwd: this.rival.dir, ...options });
	}

	/** What is different between two runs of the same: folder, pids, times. */
	mask(text: string): string {
		return text
			.replaceAll(this.rival.dir, 'HERE')
			.replaceAll(/pid \d+, uptime \d+:\d\d:\d\d/g, 'pid N, uptime T')
			.replaceAll(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, 'TIME')
			.replaceAll(/^((?:supervisor> )*)[1-9]\d*$/gm, '$1PID');
	}
}

function conf({ server = '', clientConf = '', programs }: SceneOptions, standard: string): string {
	return `[unix_http_server]
file=%(here)s/pod.sock
${server}

[supervisord]
nodaemon=true
logfile=%(here)s/pod.log
pidfile=%(here)s/pod.pid
childlogdir=%(here)s
user=root

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://%(here)s/pod.sock
${clientConf}

${programs ?? standard}`;
}
