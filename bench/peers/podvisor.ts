import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { supervisordConf } from '../runner/supervisord-conf.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const DAEMON: string = join(ROOT, 'dist/podvisord.js');
const CLIENT: string = join(ROOT, 'dist/podctl.js');

/** The bundle, started by its own first line as an image does, with the Node of the package. */
export const peer: Peer = {
	name: 'podvisor',
	title: 'Podvisor',
	async install() {
		try {
			readFileSync(DAEMON);
		} catch (cause) {
			throw new Error('dist/podvisord.js is not there; build it: npm run build', { cause });
		}
	},
	// 3 s after the last program has become RUNNING: src/daemon/settling.ts.
	tidiesUpAfterMs: 6000,
	version: () => JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
	async start(pod) {
		const conf = join(pod.directory, 'pod.conf');
		writeFileSync(conf, supervisordConf(pod));
		const node = dirname(pod.node ?? join(ROOT, 'node_modules/node/bin/node'));
		const path = [node, process.env['PATH']].join(delimiter);
		return startContained(pod, {
			argv: [DAEMON, '-n', '-c', conf],
			environment: { PATH: path },
			statusCommand: [CLIENT, '-c', conf, 'status'],
			statusEnvironment: { PATH: path },
			xmlRpcSocket: join(pod.directory, 'control.sock'),
		});
	},
};
