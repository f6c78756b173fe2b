import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { startContained } from '../runner/contained.ts';

const SCRIPT: string = `const { spawn } = require('node:child_process');
const { openSync } = require('node:fs');
const programs = JSON.parse(process.argv[2]);
const children = new Set();
let ending = false;
process.on('SIGTERM', () => {
	ending = true;
	for (const child of children) child.kill();
});
const start = ({ argv, log }) => {
	const output = log === undefined ? 'ignore' : openSync(log, 'a');
	const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', output, output], detached: true });
	if (log !== undefined) require('node:fs').closeSync(output);
	children.add(child);
	child.on('exit', () => {
		children.delete(child);
		if (!ending) start({ argv, log });
	});
};
for (const program of programs) start(program);
`;

/** What Node takes that starts programs, starts them again and ends them, and does nothing else: they write their logs. */
export const peer: Peer = {
	name: 'bare-node',
	title: 'floor: bare Node',
	install: async () => undefined,
	version: () => process.version,
	async start(pod) {
		const script = join(pod.directory, 'supervisor.cjs');
		const file = join(pod.directory, 'programs.json');
		writeFileSync(script, SCRIPT.replace('process.argv[2]', `require('node:fs').readFileSync('${file}', 'utf8')`));
		const programs = pod.programs.map(({ name, argv }) => ({
			argv,
			...(pod.logs === 'files' ? { log: join(pod.directory, `${name}.log`) } : {}),
		}));
		writeFileSync(file, JSON.stringify(programs));
		return startContained(pod, { argv: [pod.node ?? process.execPath, script] });
	},
};
