import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { installPackage, packageVersion } from '../runner/install-package.ts';
import { supervisordConf } from '../runner/supervisord-conf.ts';

const SCRIPTS: string = new URL('../old-stack', import.meta.url).pathname;

/** What a pod runs that Podvisor replaces: dumb-init, supervisord, and scripts for health, crashes and memory. */
export const peer: Peer = {
	name: 'old-stack',
	title: 'old stack',
	async install() {
		installPackage('dumb-init', 'dumb-init');
		installPackage('supervisord', 'supervisor');
	},
	version: () => `dumb-init ${packageVersion('dumb-init')}, supervisor ${packageVersion('supervisor')}`,
	async start(pod) {
		const conf = join(pod.directory, 'supervisord.conf');
		const listeners = [
			listener('health', 'http://127.0.0.1:9/health', 'TICK_60'),
			listener('crash', join(pod.directory, 'alerts.json'), 'PROCESS_STATE_EXITED,PROCESS_STATE_FATAL'),
			listener('memory', join(pod.directory, 'memory.json'), 'TICK_60'),
		];
		writeFileSync(conf, supervisordConf({ ...pod, conf: `${pod.conf ?? ''}${listeners.join('')}` }));
		return startContained(pod, {
			argv: ['dumb-init', '--', 'supervisord', '-n', '-c', conf],
			// The kernel names a script after its file.
			isOwn: ({ comm }) => ['supervisord', 'health.py', 'crash.py', 'memory.py'].includes(comm),
			statusCommand: ['supervisorctl', '-c', conf, 'status'],
			xmlRpcSocket: join(pod.directory, 'control.sock'),
		});
	},
};

function listener(name: string, argument: string, events: string): string {
	return `[eventlistener:${name}]
command=${join(SCRIPTS, name)}.py ${argument}
events=${events}
stderr_logfile=NONE
`;
}
