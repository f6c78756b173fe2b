// What a scrape of a pod with many programs costs: `node bench/scrape.ts [PROGRAMS]`; bench/README.md tells more.
// A real daemon (dist/, so build it first) whose programs sleep; its own CPU time is read from /proc.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PROGRAMS = Number(process.argv[2] ?? 1000);
const SCRAPES = 20;
const PORT = 19_180;
/** Linux counts CPU time in hundredths of a second for its readers, whatever it is built with. */
const TICK_MS = 10;

const dir = mkdtempSync(join(tmpdir(), 'podvisor-bench-'));
writeFileSync(
	join(dir, 'pod.conf'),
	`[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=%(here)s/podvisord.pid
minfds=8192
[probe_server]
listen=127.0.0.1:${PORT}
[program:p]
command=sleep 10000
process_name=%(process_num)d
numprocs=${PROGRAMS}
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`,
);
const daemon = spawn(process.execPath, ['dist/podvisord.js', '-n', '-c', join(dir, 'pod.conf')], {
	stdio: ['ignore', 'ignore', 'inherit'],
});
const ended = new Promise((resolve) => daemon.once('close', resolve));
try {
	await untilUp();
	console.log(`${PROGRAMS} programs, ${SCRAPES} scrapes each; before: RSS ${rssMb()} MB`);
	await measure('text', '/metrics', 'text/plain');
	await measure('OpenMetrics', '/metrics', 'application/openmetrics-text');
	await measure('/readyz', '/readyz', '*/*');
	await measure('/health', '/health', '*/*');
	console.log(`after: RSS ${rssMb()} MB`);
} finally {
	daemon.kill('SIGTERM');
	await ended;
	rmSync(dir, { recursive: true, force: true });
}

async function measure(what: string, path: string, accept: string): Promise<void> {
	let bytes = 0;
	// The first one loads what it needs.
	await ask(path, accept);
	const before = cpuMs();
	const began = performance.now();
	for (let count = 0; count < SCRAPES; count++) {
		// Beyond the age that a page is given again at.
		await delay(300);
		bytes = (await ask(path, accept)).length;
	}
	const cpu = (cpuMs() - before) / SCRAPES;
	const wall = (performance.now() - began) / SCRAPES - 300;
	console.log(`${what.padEnd(12)} ${cpu.toFixed(1)} ms of CPU, ${wall.toFixed(0)} ms, ${(bytes / 1e6).toFixed(2)} MB`);
}

async function ask(path: string, accept: string): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${PORT}${path}`, { headers: { accept } });
	return response.text();
}

async function untilUp(): Promise<void> {
	for (;;) {
		try {
			if ((await fetch(`http://127.0.0.1:${PORT}/readyz`)).ok) return;
		} catch {
			// ECONNREFUSED: it does not listen yet.
		}
		await delay(100);
	}
}

function cpuMs(): number {
	const fields = readFileSync(`/proc/${daemon.pid}/stat`, 'utf8')
		.replace(/^.*\) /s, '')
		.split(' ');
	return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function rssMb(): number {
	const pages = Number(readFileSync(`/proc/${daemon.pid}/statm`, 'utf8').split(' ')[1]);
	return Math.round((pages * 4096) / 1e6);
}
