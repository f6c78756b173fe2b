/**
 * Run as a process of its own by descriptor-output.test.ts: writes 8 MiB of numbered lines to its stdout, whoever reads
 * it or not; says `alive` on stderr in the next turn of its loop; waits until all is read; then tells what happened.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createNodeFiles } from '../../src/platform/node-files.ts';

const TOTAL_BYTES = 8 * 1024 * 1024;
const O_NONBLOCK = 0o4000;

const output = createNodeFiles().openDescriptor(1);
let accepted = 0;
let dropped = 0;
for (let bytes = 0, number = 0; bytes < TOTAL_BYTES; number++) {
	const line = Buffer.from(`line ${number} ${'x'.repeat(number % 200)} end\n`);
	bytes += line.length;
	if (output.write(line)) accepted += 1;
	else dropped += 1;
}
const pendingBytes = output.pendingBytes;
setImmediate(() => {
	writeSync(2, 'alive\n');
	output.flush(60_000, () => {
		const isOpenAgain = output.write(Buffer.from('last line end\n'));
		output.flush(60_000, () => {
			output.close();
			const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync('/proc/self/fdinfo/1', 'utf8'))?.[1] ?? '', 8);
			const isNonBlocking = (flags & O_NONBLOCK) !== 0;
			writeSync(2, `${JSON.stringify({ accepted, dropped, pendingBytes, isOpenAgain, isNonBlocking })}\n`);
		});
	});
});
