/** Ends while one of Node's threads waits for what never comes, as one does that asks a lost network mount. */
import { spawnSync } from 'node:child_process';
import { open } from 'node:fs';
import { chooseSystem } from '../../../src/platform/choose-system.ts';
import { createNodeFiles } from '../../../src/platform/node-files.ts';

const fifo = process.argv[2] ?? '';
spawnSync('mkfifo', [fifo]);
const { exit } = await chooseSystem({ files: createNodeFiles() });
process.on('exit', (code) => process.stdout.write(`told of ${code}\n`));
// Nobody ever writes to it.
open(fifo, 'r', () => {});
setTimeout(() => exit(7), 100);
