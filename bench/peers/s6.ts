import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { installPackage, packageVersion } from '../runner/install-package.ts';
import { writeServices } from '../runner/write-services.ts';

/** s6-svscan, and an s6-supervise each; with logs a second one and an s6-log each. */
export const peer: Peer = {
	name: 's6',
	title: 's6',
	install: async () => installPackage('s6-svscan', 's6'),
	version: () => packageVersion('s6'),
	async start(pod) {
		const services = writeServices(pod, (folder) => `exec s6-log n5 s52428800 ${folder}`);
		const folders = pod.programs.map(({ name }) => `${services}/${name}`).join(' ');
		return startContained(pod, {
			// Loggers count as services, and the default is a thousand.
			argv: ['s6-svscan', '-c', String(2 * pod.programs.length + 100), services],
			isOwn: ({ comm }) => comm === 's6-supervise' || comm === 's6-log',
			// What its shutdown does: down all, wait for their loggers, then end.
			stopBy: 'SIGTERM',
			statusCommand: ['sh', '-c', `for folder in ${folders}; do s6-svstat "$folder"; done`],
		});
	},
};
