import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from '../e2e/free-port.ts';
import { type Program, runProgram, untilAccepting } from './run-program.ts';

/** For a test's `skip`. */
export const NO_NGINX: string | false = spawnSync('nginx', ['-v']).status !== 0 && 'nginx is not installed';

/** The core pod's nginx, started as the pod starts it, on free ports of 127.0.0.1. */
export interface Nginx extends PreparedNginx {
	readonly nginx: Program;
	readonly origin: string;
}

export interface NginxPlace {
	/** Ports of the services; nobody listens on those that are not said. */
	readonly auth?: number;
	readonly user?: number;
	readonly env?: Readonly<Record<string, string>>;
	/** Another command line. */
	readonly command?: readonly string[];
}

/** Resolves once it accepts connections; rejects with what it said where it ends before. */
export async function startNginx(t: Test, place: NginxPlace = {}): Promise<Nginx> {
	const prepared = await prepareNginx(t, place);
	const { env, port } = prepared;
	const nginx = runProgram(t, place.command ?? ['sh', 'start-nginx'], { env, endWith: 'SIGTERM' });
	const failure = nginx.ended.then(() => {
		throw new Error(nginx.lines.join('\n'));
	});
	await Promise.race([untilAccepting(port), failure]);
	return { ...prepared, nginx, origin: `http://127.0.0.1:${port}` };
}

export interface PreparedNginx {
	readonly env: Readonly<Record<string, string>>;
	readonly port: number;
	readonly tlsPort: number;
	/** Where its log is, and what takes the place of `/tmp` unless `env` says another. */
	readonly directory: string;
	readonly accessLog: string;
}

/** A place for it, without starting it. */
export async function prepareNginx(t: Test, { auth, user, env = {} }: NginxPlace = {}): Promise<PreparedNginx> {
	const directory = t.testdir({});
	chmodSync(directory, 0o755);
	const port = await freePort();
	const tlsPort = await freePort(port);
	const unused = await freePort(tlsPort);
	// A test's stdout is a socket, which cannot be opened by name.
	const accessLog = join(directory, 'access.log');
	return {
		port,
		tlsPort,
		directory,
		accessLog,
		env: {
			CORE_POD_GATEWAY_HOST: '127.0.0.1',
			CORE_POD_GATEWAY_PORT: String(port),
			CORE_POD_GATEWAY_TLS_PORT: String(tlsPort),
			CORE_POD_AUTH_SERVICE_PORT: String(auth ?? unused),
			CORE_POD_USER_SERVICE_PORT: String(user ?? unused),
			CORE_POD_RUN_DIR: directory,
			CORE_POD_ACCESS_LOG: accessLog,
			// The tests' folder may be closed to www-data.
			CORE_POD_NGINX_USER: 'root',
			...env,
		},
	};
}
