import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Look } from '../measure.ts';
import type { Peer, RunningPeer } from '../peer.ts';
import { cpuOf } from '../processes/cpu-of.ts';
import { forgetPeakOf, peakMibOf } from '../processes/peak-of.ts';
import { until } from '../runner/until.ts';
import { hasFileEndingWith } from './has-file-ending-with.ts';
import { LOG_MODES } from './log-figures.ts';

/** What the writer writes last. */
const THE_END: string = '\nthe end\n';

/** A pod for each way to write, and looks at what the peer captures; all of it has to be in the file in the end. */
export async function prepareLogs(peer: Peer, context: Context, place: 'tmpfs' | 'disk'): Promise<readonly Look[]> {
	const writers: Writer[] = [];
	for (const mode of LOG_MODES) writers.push(await startWriter(peer, context, place, mode));
	const peaks: number[] = [];
	return writers.map((writer) => async () => {
		const { rate, cpu, peakMib } = await capture(writer, context);
		// The journal's commit and the discards of what was removed are not the next one's to wait for either.
		if (place === 'disk') spawnSync('sync');
		peaks.push(peakMib);
		const rss = peaks.length === writers.length ? { rss: Math.max(...peaks) } : {};
		return { [writer.mode]: rate, [`${writer.mode}Cpu`]: cpu, ...rss };
	});
}

interface Writer {
	readonly mode: string;
	readonly pod: RunningPeer;
	readonly gate: Gate;
	readonly report: string;
}

interface Throughput {
	/** MB/s. */
	readonly rate: number;
	/** Seconds a GB. */
	readonly cpu: number;
	readonly peakMib: number;
}

async function startWriter(peer: Peer, context: Context, place: 'tmpfs' | 'disk', mode: string): Promise<Writer> {
	const folder = context.directory();
	const gate = new Gate(join(folder, 'gate'));
	const report = join(folder, 'report');
	writeFileSync(report, '');
	const argv = [context.native('log-writer'), mode, context.quick ? '300' : '1000', gate.path, report];
	const pod = await context.start(peer, { programs: [{ name: 'writer', argv }], logs: 'files' }, place);
	await until(() => pod.pidsOf('writer').length > 0);
	return { mode, pod, gate, report };
}

async function capture({ pod, gate, report }: Writer, context: Context): Promise<Throughput> {
	const own = pod.ownPids();
	forgetPeakOf(own);
	const cpuBefore = cpuOf(own);
	gate.open();
	await until(() => readFileSync(report, 'utf8').endsWith('\n'));
	const [start = 0, last = 0, bytes = 0] = readFileSync(report, 'utf8').split(' ').map(Number);
	const end = await whenWritten(pod, last);
	const cpuMs = cpuOf(own) - cpuBefore;
	const peakMib = peakMibOf(own);
	// Its gigabytes are not the next one's to wait for.
	await context.finish(pod);
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
