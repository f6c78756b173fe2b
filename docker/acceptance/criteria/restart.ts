import { type CorePod, PROGRAMS, type Program } from '../core-pod.ts';
import type { Criterion } from '../criterion.ts';
import type { ProgramStatus } from '../parse-status.ts';
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
		// A program that falls in its first second has not crashed but failed to start, and waits.
		say('waiting for all three to be RUNNING');
		let before = await pod.untilRunning();
		for (const program of PROGRAMS) {
			say(`kill -9 of ${program}, and waiting until it is RUNNING and ready again`);
			const { tookMs, after } = await crash(pod, program, before[program].pid);
			const newPid = after[program].pid;
			faults.push(...findTouched(program, before, after));
			before = after;
			figures.push(`${program} ${milliseconds(tookMs)} (pid ${newPid})`);
			slowestMs = Math.max(slowestMs, tookMs);
			if (tookMs > MAX_MS) faults.push(`${program} was away for ${milliseconds(tookMs)}`);
		}
		return { figure: figures.join(', '), brief: milliseconds(slowestMs), faults };
	},
};

type Programs = Record<Program, ProgramStatus>;

/** Kills `program`, and tells by what the daemon wrote, to the millisecond, until when it was not ready. */
async function crash(pod: CorePod, program: Program, pid: number): Promise<{ tookMs: number; after: Programs }> {
	const mark = await pod.mark();
	await pod.kill(pid, program);
	const exited = await pod.untilSaid(new RegExp(`^exited: ${program} \\(terminated by SIGKILL`), mark);
	const ready = await pod.untilSaid(new RegExp(`^ready: ${program}$`), exited);
	const tookMs = (ready.daemonMs ?? ready.engineMs) - (exited.daemonMs ?? exited.engineMs);
	return { tookMs, after: await pod.untilRunning() };
}

function findTouched(crashed: Program, before: Programs, after: Programs): string[] {
	return PROGRAMS.flatMap((program) => {
		const [old, now] = [before[program].pid, after[program].pid];
		if (program === crashed) return now === old ? [`${program} has the pid ${old} as before`] : [];
		return now === old ? [] : [`${program} went from pid ${old} to ${now} as ${crashed} fell`];
	});
}
