import { accessSync, chmodSync, constants, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import { serviceAccount } from './service-account.ts';

/** A place for one run of the core pod: ports, a user, directories, and the front door. */
export interface Pod {
	/** Of the supervisor; `conf/core-pod.conf` says what each variable means. */
	readonly environment: Readonly<Record<string, string>>;
	/** Where to open it. */
	readonly address: string;
	readonly logDirectory: string;
	/** What a reader should know before it starts, a line each. */
	readonly notes: readonly string[];
	/** Removes the temporary directory, and with it the logs unless CORE_POD_LOG_DIR said where they go. */
	remove(): void;
}

/** Chooses and creates it all. `conf` is the folder of `core-pod.conf`. */
export async function preparePod(conf: string): Promise<Pod> {
	const ports = {
		gateway: await freePort(8080),
		tls: await freePort(8443),
		auth: await freePort(3001),
		user: await freePort(3002),
		probes: await freePort(9180),
	};
	const account = serviceAccount([join(conf, 'core-pod/service.mjs'), process.execPath]);
	// From here on nothing waits, so that no signal comes between the directory and who removes it.
	const directory = mkdtempSync(join(tmpdir(), 'core-pod-'));
	// nginx' workers, which run as another user where root starts them, reach their temporary files through it.
	chmodSync(directory, 0o755);
	const logDirectory = process.env['CORE_POD_LOG_DIR'] || join(directory, 'logs');
	mkdirSync(logDirectory, { recursive: true });
	const nginx = findNginx();
	const control = `Control: npx podctl -s unix://${join(directory, 'supervisor.sock')} status`;
	const health = `Health: http://127.0.0.1:${ports.probes}/health`;
	const notes = [account.note, portsNote(ports), doorNote(nginx, ports.tls), `Logs: ${logDirectory}`, health, control];

	return {
		address: `http://127.0.0.1:${ports.gateway}/`,
		logDirectory,
		notes: notes.filter((note) => note !== undefined),
		environment: {
			...definedVariables(),
			PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
			CORE_POD_LOG_DIR: logDirectory,
			CORE_POD_RUN_DIR: directory,
			CORE_POD_LOG_FORMAT: 'json',
			// The view shows what becomes of the programs; their own lines are in the logs.
			CORE_POD_CONTAINER_LOG: 'false',
			CORE_POD_USER: account.user,
			CORE_POD_DAEMON_USER: String(process.getuid?.() ?? 0),
			CORE_POD_AUTH_SERVICE_PORT: String(ports.auth),
			CORE_POD_USER_SERVICE_PORT: String(ports.user),
			CORE_POD_GATEWAY_HOST: '127.0.0.1',
			CORE_POD_GATEWAY_PORT: String(ports.gateway),
			CORE_POD_GATEWAY_TLS_PORT: String(ports.tls),
			CORE_POD_PROBE_LISTEN: `127.0.0.1:${ports.probes}`,
			CORE_POD_GATEWAY: nginx === undefined ? 'node gateway.mjs' : 'sh start-nginx',
			...(nginx === undefined ? {} : { CORE_POD_NGINX: nginx }),
			CORE_POD_NGINX_USER: account.user,
			...(canReopenStdout(dirname(conf)) ? {} : { CORE_POD_ACCESS_LOG: join(logDirectory, 'nginx-access.log') }),
		},
		remove: () => rmSync(directory, { recursive: true, force: true }),
	};
}

/** Node gives a child a socket for stdout, which cannot be opened by name; Podvisor's addon gives it a pipe. */
function canReopenStdout(root: string): boolean {
	return (
		process.platform === 'linux' &&
		globSync(`native/{build,prebuilt}/**/*${process.arch}*.node`, { cwd: root }).length > 0
	);
}

/** CORE_POD_NGINX names one, or none where it is `no`; /usr/sbin is on root's PATH only. */
function findNginx(): string | undefined {
	const named = process.env['CORE_POD_NGINX'];
	if (named === 'no') return undefined;
	if (named) return named;
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
	return folders.map((folder) => join(folder || '.', 'nginx')).find(isExecutable);
}

function isExecutable(file: string): boolean {
	if (!existsSync(file)) return false;
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		// EACCES: it is there, but not for us.
		return false;
	}
}

function portsNote({ gateway, auth, user }: { gateway: number; auth: number; user: number }): string | undefined {
	if (gateway === 8080 && auth === 3001 && user === 3002) return undefined;
	return `Some of the ports 8080, 3001 and 3002 are taken: this pod uses ${gateway}, ${auth} and ${user}.`;
}

function doorNote(nginx: string | undefined, tlsPort: number): string | undefined {
	if (nginx === undefined) return 'nginx is not installed: conf/core-pod/gateway.mjs stands in for it.';
	return process.env['CORE_POD_TLS_DIR'] ? `TLS: https://127.0.0.1:${tlsPort}/` : undefined;
}

function definedVariables(): Record<string, string> {
	const pairs = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
	return Object.fromEntries(pairs);
}
