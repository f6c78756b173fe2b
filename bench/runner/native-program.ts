import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';

const SOURCES: string = new URL('../native', import.meta.url).pathname;

/** The path of bench/native/NAME.c, compiled; again when it changed. Throws with the compiler's words. */
export function nativeProgram(name: string): string {
	const source = join(SOURCES, `${name}.c`);
	const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
	const program = join(cacheFolder('native'), `${name}-${hash}`);
	if (existsSync(program)) return program;
	const fresh = `${program}.${process.pid}`;
	// musl's start-up is the shorter one; glibc's will do.
	const errors: string[] = [];
	for (const compiler of ['musl-gcc', 'cc']) {
		const { status, stderr, error } = spawnSync(compiler, ['-O2', '-static', '-o', fresh, source], {
			encoding: 'utf8',
		});
		if (status === 0) {
			renameSync(fresh, program);
			return program;
		}
		errors.push(`${compiler}: ${error?.message ?? stderr}`);
	}
	throw new Error(`cannot compile ${source}:\n${errors.join('\n')}`);
}
