import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { cacheFolder } from '../runner/cache-folder.ts';
import { startContained } from '../runner/contained.ts';

/** The newest when this was written. */
const VERSION = '7.0.4';

/** pm2-runtime, as its documentation has it for containers; from npm, into a folder outside the checkout. */
export const peer: Peer = {
	name: 'pm2',
	title: 'pm2-runtime',
	async install() {
		if (existsSync(binary('pm2-runtime'))) return;
		const argv = ['install', '--no-audit', '--no-fund', '--prefix', cacheFolder('pm2'), `pm2@${VERSION}`];
		const { status, stderr, error } = spawnSync('npm', argv, { encoding: 'utf8' });
		if (status !== 0) throw new Error(`cannot install pm2: ${error?.message ?? stderr}`);
	},
	// Its memory after 8 s is less than after 2 s.
	tidiesUpAfterMs: 6000,
	version: () => JSON.parse(readFileSync(join(cacheFolder('pm2'), 'node_modules/pm2/package.json'), 'utf8')).version,
	async start(pod) {
		const file = join(pod.directory, 'pod.config.json');
		const apps = pod.programs.map(({ name, argv: [script, ...args] }) => {
			const log = pod.logs === 'files' ? join(pod.directory, `${name}.log`) : '/dev/null';
			return { name, script, args, interpreter: 'none', vizion: false, out_file: log, error_file: log };
		});
		writeFileSync(file, JSON.stringify({ apps }));
		const environment = { PM2_HOME: join(pod.directory, 'pm2') };
		return startContained(pod, {
			argv: [pod.node ?? process.execPath, binary('pm2-runtime'), 'start', file],
			environment,
			// SIGINT and SIGTERM are one to it.
			stopBy: 'SIGTERM',
			statusCommand: [process.execPath, binary('pm2'), 'list'],
			statusEnvironment: environment,
		});
	},
};

function binary(name: string): string {
	return join(cacheFolder('pm2'), 'node_modules/pm2/bin', name);
}
