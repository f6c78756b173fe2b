import { type CorePod, PROGRAMS, type Program } from '../core-pod.ts';
import type { Criterion } from '../criterion.ts';
import { milliseconds } from '../show-duration.ts';

const MAX_MS = 5000;

/** A crash is repaired: another pid, and nobody else is touched. */
export const restart: Criterion = {
	name: 'restart',
	title: '2 a crash is repaired',
	limit: `${MAX_MS / 1000} s each`,
	async run({ pod, say }) {
		const faults: string[] = [];
		const figures: string[] = [];
		let slowestMs = 0;
		for (const program of PROGRAMS) {
			// A program that falls in its first second has not crashed but failed to start, and waits.
			say(`waiting for ${program} to be RUNNING, then kill -9`);
			const { tookMs, newPid } = await crash(pod, program, faults);
			figures.push(`${program} ${milliseconds(tookMs)} (pid ${newPid})`);
			slowestMs = Math.max(slowestMs, tookMs);
			if (tookMs > MAX_MS) faults.push(`${program} was away for ${milliseconds(tookMs)}`);
		}
		return { figure: figures.join(', '), brief: milliseconds(slowestMs), faults };
	},
};

/** Kills `program` and tells from what the daemon saw, to the millisecond, until it was ready again. */
async function crash(pod: CorePod, program: Program, faults: string[]): Promise<{ tookMs: number; newPid: number }> {
	const before = await pod.untilRunning();
	const mark = await pod.mark();
	await pod.kill(before[program].pid, program);
	const exited = await pod.untilSaid(new RegExp(`^exited: ${program} \\(terminated by SIGKILL`), mark);
	const ready = await pod.untilSaid(new RegExp(`^ready: ${program}$`), exited);
	const after = await pod.untilRunning();
	for (const other of PROGRAMS) {
		const [old, now] = [before[other].pid, after[other].pid];
		if (other === program && now === old) faults.push(`${program} has the pid ${old} as before`);
		if (other !== program && now !== old) faults.push(`${other} went from pid ${old} to ${now} as ${program} fell`);
	}
	const tookMs = (ready.daemonMs ?? ready.engineMs) - (exited.daemonMs ?? exited.engineMs);
	return { tookMs, newPid: after[program].pid };
}
