import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { nativeProgram } from '../runner/native-program.ts';

/** What C takes that starts programs, starts them again and ends them, and does nothing else. */
export const peer: Peer = {
	name: 'c-floor',
	title: 'floor: C',
	async install() {
		nativeProgram('c-supervisor');
	},
	version: () => '',
	async start(pod) {
		const file = join(pod.directory, 'programs');
		writeFileSync(file, pod.programs.map(({ argv }) => `${argv.join(' ')}\n`).join(''));
		return startContained(pod, { argv: [nativeProgram('c-supervisor'), file] });
	},
};
