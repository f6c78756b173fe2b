import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { installPackage, packageVersion } from '../runner/install-package.ts';

/** An init for one program, without logs. */
export const peer: Peer = {
	name: 'tini',
	title: 'tini',
	install: async () => installPackage('tini', 'tini'),
	version: () => packageVersion('tini'),
	async start(pod) {
		const [program] = pod.programs;
		if (program === undefined || pod.programs.length !== 1) throw new Error('tini runs one program');
		return startContained(pod, { argv: ['tini', '--', ...program.argv] });
	},
};
