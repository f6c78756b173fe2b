import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originOf } from './main-loader.js';

/** Most of what pods have, so that what it takes is compiled beforehand. */
const REHEARSED_POD = `[supervisord]
nodaemon=true
logfile=%(here)s/pod.log
pidfile=%(here)s/pod.pid
childlogdir=%(here)s
[unix_http_server]
file=%(here)s/pod.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/pod.sock
[program:first]
command=sleep 60
priority=10
autorestart=true
environment=NAME="value"
stdout_logfile=%(here)s/%(program_name)s.log
stdout_logfile_maxbytes=50MB
stdout_logfile_backups=5
redirect_stderr=true
[program:second]
command=sleep 60
directory=/
stopwaitsecs=5
stdout_logfile=%(here)s/second.log
stderr_logfile=%(here)s/second.err
`;

/** V8 drops code, and notes what it has made faster, by how busy the machine is. Both can be undone, see the script. */
const SAME_EACH_TIME = ['--no-flush-bytecode', '--no-sparkplug'];

/** It takes a second, on a slow machine some more; one that is too slow for a moment gets another chance. */
const REHEARSAL_MS = 60_000;
const REHEARSALS = 5;

/**
 * Makes NAME-main.cache beside NAME-main.js: what V8 compiles of it, all functions at once. It is the same for the same
 * text and the same Node.
 */
export function makeCodeCache(mainFile) {
	const { stdout, status, stderr } = runNode(['compile-eagerly.cjs'], { input: readFileSync(mainFile) });
	if (status !== 0) throw new Error(`no code cache can be made of ${mainFile}: ${stderr}`);
	writeCache(mainFile, stdout);
}

/**
 * The same with those functions alone that a start runs, a crash and the end, half of all: a pod is run, see the script.
 * What is not among them V8 compiles when it is called. Where podvisord cannot run, has no addon, or runs too slowly, the
 * cache has all functions.
 */
export function makeRehearsedCache(mainFile) {
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-rehearsal-'));
	try {
		const configuration = join(folder, 'pod.conf');
		const cacheFile = join(folder, 'cache');
		writeFileSync(configuration, REHEARSED_POD);
		rmSync(cacheFileOf(mainFile), { force: true });
		const podvisord = mainFile.replace(/-main\.js$/, '.js');
		for (let tries = 0; tries < REHEARSALS && !existsSync(cacheFile); tries++) {
			rmSync(join(folder, 'pod.log'), { force: true });
			const argv = [...SAME_EACH_TIME, 'rehearse-pod.cjs', podvisord, configuration, cacheFile];
			const { status } = runNode(argv, { timeout: REHEARSAL_MS, stdio: 'ignore' });
			if (status !== 0) break;
		}
		if (existsSync(cacheFile)) writeCache(mainFile, readFileSync(cacheFile));
		else makeCodeCache(mainFile);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function runNode(argv, options) {
	const script = argv.findIndex((argument) => argument.endsWith('.cjs'));
	return spawnSync(
		process.execPath,
		// V8 numbers names at random, and what it writes depends on the numbers.
		['--hash-seed=1', ...argv.with(script, fileURLToPath(new URL(argv[script], import.meta.url)))],
		{
			maxBuffer: 64 * 1024 * 1024,
			// A tracer in NODE_OPTIONS is none of V8's business. V8 is not tuned: what it writes names its settings.
			env: { PATH: process.env.PATH ?? '', PODVISOR_V8_TUNING: 'off' },
			...options,
		},
	);
}

function writeCache(mainFile, cache) {
	writeFileSync(cacheFileOf(mainFile), Buffer.concat([Buffer.from(originOf(readFileSync(mainFile, 'latin1'))), cache]));
}

function cacheFileOf(mainFile) {
	return mainFile.replace(/\.js$/, '.cache');
}
