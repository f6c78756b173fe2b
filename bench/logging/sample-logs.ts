import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Sample } from '../measure.ts';
import type { Peer, RunningPeer } from '../peer.ts';
import { cpuOf } from '../processes/cpu-of.ts';
import { forgetPeakOf, peakMibOf } from '../processes/peak-of.ts';
import { hasFileEndingWith } from './has-file-ending-with.ts';
import { LOG_MODES } from './log-figures.ts';

/** What the writer writes last. */
const THE_END: string = '\nthe end\n';
const LOOK_EVERY_MS = 10;

/** What a peer captures of a program that writes as fast as it can; all of it has to be in the file in the end. */
export async function sampleLogs(peer: Peer, context: Context, place: 'tmpfs' | 'disk'): Promise<Sample> {
	const sample: Record<string, number> = {};
	const peaks: number[] = [];
	for (const mode of LOG_MODES) {
		const { rate, cpu, peakMib } = await sampleMode(peer, context, place, mode);
		sample[mode] = rate;
		sample[`${mode}Cpu`] = cpu;
		peaks.push(peakMib);
	}
	return { ...sample, rss: Math.max(...peaks) };
}

interface Throughput {
	/** MB/s. */
	readonly rate: number;
	/** Seconds a GB. */
	readonly cpu: number;
	readonly peakMib: number;
}

async function sampleMode(peer: Peer, context: Context, place: 'tmpfs' | 'disk', mode: string): Promise<Throughput> {
	const folder = context.directory();
	const gate = new Gate(join(folder, 'gate'));
	const report = join(folder, 'report');
	writeFileSync(report, '');
	const argv = [context.native('log-writer'), mode, context.quick ? '300' : '2000', gate.path, report];
	const pod = await context.start(peer, { programs: [{ name: 'writer', argv }], logs: 'files' }, place);
	await until(() => pod.pidsOf('writer').length > 0);
	// Whoever tidies up after its start has done so.
	await delay(context.quick ? 300 : 5000);
	const own = pod.ownPids();
	forgetPeakOf(own);
	const cpuBefore = cpuOf(own);
	gate.open();
	await until(() => readFileSync(report, 'utf8').endsWith('\n'));
	const [start = 0, last = 0, bytes = 0] = readFileSync(report, 'utf8').split(' ').map(Number);
	const end = await whenWritten(pod, last);
	const cpuMs = cpuOf(own) - cpuBefore;
	const peakMib = peakMibOf(own);
	await pod.destroy();
	gate.close();
	return { rate: bytes / 1e6 / ((end - start) / 1e9), cpu: cpuMs / 1e3 / (bytes / 1e9), peakMib };
}

/** A peer may have in its memory what it read, and write it later. */
async function whenWritten(pod: RunningPeer, lastNs: number): Promise<number> {
	let isLate = false;
	await until(() => {
		if (hasFileEndingWith(pod.directory, THE_END)) return true;
		isLate = true;
		return false;
	});
	return isLate ? Number(process.hrtime.bigint()) : lastNs;
}

async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await delay(LOOK_EVERY_MS);
}

/** A fifo that a program waits at. */
class Gate {
	readonly path: string;
	readonly #fd: number;

	constructor(path: string) {
		const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' });
		if (status !== 0) throw new Error(`mkfifo ${path}: ${stderr}`);
		this.path = path;
		this.#fd = openSync(path, constants.O_RDWR);
	}

	open(): void {
		writeSync(this.#fd, '.');
	}

	close(): void {
		closeSync(this.#fd);
	}
}
