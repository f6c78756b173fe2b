import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { installPackage, packageVersion } from '../runner/install-package.ts';
import { supervisordConf } from '../runner/supervisord-conf.ts';

export const peer: Peer = {
	name: 'supervisord',
	title: 'supervisord',
	install: async () => installPackage('supervisord', 'supervisor'),
	version: () => packageVersion('supervisor'),
	async start(pod) {
		const conf = join(pod.directory, 'supervisord.conf');
		writeFileSync(conf, supervisordConf(pod));
		return startContained(pod, {
			argv: ['supervisord', '-n', '-c', conf],
			statusCommand: ['supervisorctl', '-c', conf, 'status'],
			xmlRpcSocket: join(pod.directory, 'control.sock'),
		});
	},
};
