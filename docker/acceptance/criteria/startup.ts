import { type CorePod, PROGRAMS } from '../core-pod.ts';
import type { Criterion } from '../criterion.ts';
import { seconds } from '../show-duration.ts';

const MAX_SECONDS = 30;

/** The three services start in order, and are managed. */
export const startup: Criterion = {
	name: 'startup',
	title: '1 the three start and are managed',
	limit: `${MAX_SECONDS} s`,
	async run({ pod, say, started }) {
		const faults: string[] = [];
		const figures: string[] = [];
		if (started !== undefined) {
			say('waiting for nginx, the last, to be ready');
			await pod.untilSaid(/^ready: nginx$/);
			figures.push(`docker run → ready ${seconds((performance.now() - started.atMs) / 1000)}`);
		}
		say('waiting for all three to be RUNNING');
		for (const { name, state, ready, pid, why } of Object.values(await pod.untilRunning())) {
			if (state !== 'RUNNING' || !ready || pid <= 0) faults.push(`${name} is ${state} (${why})`);
		}
		const { order, daemonSeconds } = await readStart(pod);
		if (daemonSeconds === undefined) figures.push('the start is no longer in the logs');
		else {
			figures.push(`daemon → ready ${seconds(daemonSeconds)}`, order.join(' → '));
			if (order.join() !== PROGRAMS.join()) faults.push(`they were ready in the order ${order.join(', ')}`);
			if (daemonSeconds > MAX_SECONDS) faults.push(`ready after ${seconds(daemonSeconds)}`);
		}
		say('asking the front door');
		for (const path of ['/', '/health', '/health/auth-service', '/health/user-service']) {
			const { status } = await pod.get(path);
			if (status !== 200) faults.push(`GET ${path} was answered ${status}`);
		}
		return { figure: figures.join(', '), brief: seconds(daemonSeconds ?? Number.NaN), faults };
	},
};

/** In which order they were first ready, and how long after the daemon's first line the last one was. */
async function readStart(pod: CorePod): Promise<{ order: string[]; daemonSeconds: number | undefined }> {
	const lines = await pod.lines();
	const ready = new Map<string, number>();
	for (const { message, daemonMs } of lines) {
		const program = /^ready: ([\w-]+)$/.exec(message)?.[1];
		if (program !== undefined && daemonMs !== undefined && !ready.has(program)) ready.set(program, daemonMs);
	}
	const start = lines.find(({ message }) => /^podvisord started with pid/.test(message))?.daemonMs;
	const daemonSeconds = start === undefined ? undefined : (Math.max(...ready.values()) - start) / 1000;
	return { order: [...ready.keys()], daemonSeconds };
}
