import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { originOf } from './main-loader.js';

/**
 * Makes NAME-main.cache beside NAME-main.js: what V8 compiles of it, all functions at once. It is the same for the same
 * text and the same Node. (A cache of those functions alone that a start has run would be half as large, and a start with
 * it 5 ms shorter; but no two are the same.)
 */
export function makeCodeCache(mainFile) {
	const text = readFileSync(mainFile, 'latin1');
	const cacheFile = mainFile.replace(/\.js$/, '.cache');
	rmSync(cacheFile, { force: true });
	// V8 numbers names at random, and what it writes depends on the numbers.
	const argv = ['--hash-seed=1', fileURLToPath(new URL('compile-eagerly.cjs', import.meta.url))];
	const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
		input: text,
		maxBuffer: 64 * 1024 * 1024,
		// A tracer in NODE_OPTIONS is none of V8's business.
		env: {},
	});
	if (status !== 0) throw new Error(`${cacheFile} cannot be made: ${stderr}`);
	writeFileSync(cacheFile, Buffer.concat([Buffer.from(originOf(text)), stdout]));
}
