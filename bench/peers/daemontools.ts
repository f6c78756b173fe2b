import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { installPackage, packageVersion } from '../runner/install-package.ts';
import { writeServices } from '../runner/write-services.ts';

/** svscan, and a supervise each; with logs a second one and a multilog each. */
export const peer: Peer = {
	name: 'daemontools',
	title: 'daemontools',
	install: async () => installPackage('svscan', 'daemontools'),
	version: () => packageVersion('daemontools'),
	async start(pod) {
		const services = writeServices(pod, (folder) => `exec multilog s16777215 n5 ${folder}`);
		return startContained(pod, {
			argv: ['svscan', services],
			isOwn: ({ comm }) => comm === 'supervise' || comm === 'multilog',
			// It has no end of its own but a signal's, and PID 1 takes with it what is left.
			stopBy: 'SIGKILL',
			statusCommand: ['svstat', ...pod.programs.map(({ name }) => `${services}/${name}`)],
		});
	},
};
