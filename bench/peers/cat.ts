import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';
import { writeScript } from '../runner/write-services.ts';

/** A shell's `program | cat > file`, without rotation: what it takes to move bytes. One program. */
export const peer: Peer = {
	name: 'cat',
	title: 'floor: cat',
	install: async () => undefined,
	version: () => '',
	async start(pod) {
		const script = join(pod.directory, 'pipe');
		const [program] = pod.programs;
		writeScript(script, `#!/bin/sh\n${program?.argv.join(' ')} | cat > ${join(pod.directory, 'output.log')}\n`);
		return startContained(pod, { argv: ['/bin/sh', script], isOwn: ({ comm }) => comm === 'cat' });
	},
};
