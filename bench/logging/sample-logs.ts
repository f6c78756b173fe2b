import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Sample } from '../measure.ts';
import type { Peer, RunningPeer } from '../peer.ts';
import { cpuOf } from '../processes/cpu-of.ts';
import { endsWithBytes } from './ends-with-bytes.ts';
import { LOG_MODES } from './log-figures.ts';

const THE_END: Buffer = Buffer.from('\nthe end\n');
/** A peer that reads faster than it writes has it in its memory. */
const WRITTEN_BY_MS = 60_000;

/** What a peer captures of a program that writes as fast as it can; all of it has to be in the file in the end. */
export async function sampleLogs(peer: Peer, context: Context, place: 'tmpfs' | 'disk'): Promise<Sample> {
	const sample: Record<string, number> = { rss: 0 };
	for (const mode of LOG_MODES) {
		const { megabytesPerSecond, cpuSecondsPerGigabyte, peakMib } = await sampleMode(peer, context, place, mode);
		sample[mode] = megabytesPerSecond;
		sample[`${mode}Cpu`] = cpuSecondsPerGigabyte;
		sample['rss'] = Math.max(sample['rss'] ?? 0, peakMib);
	}
	return sample;
}

interface Throughput {
	readonly megabytesPerSecond: number;
	readonly cpuSecondsPerGigabyte: number;
	readonly peakMib: number;
}

async function sampleMode(peer: Peer, context: Context, place: 'tmpfs' | 'disk', mode: string): Promise<Throughput> {
	const folder = context.directory();
	const go = fifo(join(folder, 'go'));
	const report = fifo(join(folder, 'report'));
	const argv = [context.native('log-writer'), mode, context.quick ? '300' : '2000', go, report];
	const pod = await context.start(peer, { programs: [{ name: 'writer', argv }], logs: 'files', place });
	// Opening it waits for the program to be there.
	const opened = writeFile(go, '');
	await Promise.race([opened, delay(30_000, undefined, { ref: false }).then(() => tooLate('the program to start'))]);
	await delay(context.quick ? 200 : 1000);
	const own = pod.ownPids();
	forgetPeaks(own);
	const cpuBefore = cpuOf(own);
	await writeFile(go, 'go');
	const [start = 0, last = 0, bytes = 0] = (await readFile(report, 'utf8')).split(' ').map(Number);
	const written = await whenWritten(pod);
	const cpu = cpuOf(own) - cpuBefore;
	const end = Math.max(last, written);
	const peakMib = own.reduce((sum, pid) => sum + peakOf(pid), 0);
	await pod.destroy();
	return {
		megabytesPerSecond: bytes / 1e6 / ((end - start) / 1e9),
		cpuSecondsPerGigabyte: cpu / 1e3 / (bytes / 1e9),
		peakMib,
	};
}
