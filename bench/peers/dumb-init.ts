import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { installPackage, packageVersion } from '../runner/install-package.ts';

/** An init for one program, without logs. */
export const peer: Peer = {
	name: 'dumb-init',
	title: 'dumb-init',
	install: async () => installPackage('dumb-init', 'dumb-init'),
	version: () => packageVersion('dumb-init'),
	async start(pod) {
		const [program] = pod.programs;
		if (program === undefined || pod.programs.length !== 1) throw new Error('dumb-init runs one program');
		return startContained(pod, { argv: ['dumb-init', '--', ...program.argv] });
	},
};
