import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { installPackage, packageVersion } from '../runner/install-package.ts';
import { writeScript, writeServices } from '../runner/write-services.ts';

/** runsvdir, and a runsv each; with logs a svlogd each. */
export const peer: Peer = {
	name: 'runit',
	title: 'runit',
	install: async () => installPackage('runsvdir', 'runit'),
	version: () => packageVersion('runit'),
	async start(pod) {
		const services = writeServices(pod, (folder) => {
			writeScript(join(folder, 'config'), 's52428800\nn5\n');
			return `exec svlogd ${folder}`;
		});
		return startContained(pod, {
			argv: ['runsvdir', services],
			isOwn: ({ comm }) => comm === 'runsv' || comm === 'svlogd',
			// Told by SIGHUP it ends all runsv, and with it the programs; as PID 1 it takes with it what is left.
			stopBy: 'SIGHUP',
			statusCommand: ['sv', 'status', ...pod.programs.map(({ name }) => join(services, name))],
		});
	},
};
