import type { CorePod } from '../core-pod.ts';
import type { Criterion, Finding } from '../criterion.ts';
import { milliseconds, seconds } from '../show-duration.ts';
import { untilTrue } from '../until-true.ts';

const MAX_SECONDS = 5;
const TIMES = 3;

/** The health check answers in time, and tells the truth. */
export const health: Criterion = {
	name: 'health',
	title: 'the health check answers in time',
	limit: `${MAX_SECONDS} s (aim 0.2 s)`,
	async run({ pod, say }) {
		const faults: string[] = [];
		await pod.untilRunning();
		say(`podctl health, ${TIMES} times`);
		const times: Measured[] = [];
		for (let time = 0; time < TIMES; time++) times.push(await timeHealth(pod));
		for (const { status } of times) if (status !== 0) faults.push(`podctl health ended with ${status}`);
		const inside = Math.max(...times.map((time) => time.inside));
		const outside = Math.max(...times.map((time) => time.outside));
		say('GET /health, then user-service is brought down');
		const { status, seconds: http } = await pod.probe('/health');
		if (status !== 200) faults.push(`/health was answered ${status}`);
		if (Math.max(inside, http) > MAX_SECONDS) faults.push(`slower than ${MAX_SECONDS} s`);
		const fall = await seeFall(pod);
		const figure =
			`podctl health ${seconds(inside)} inside, ${seconds(outside)} by docker exec; ` +
			`/health ${milliseconds(http * 1000)}; ${fall.figure}`;
		return { figure, faults: [...faults, ...fall.faults] };
	},
};

interface Measured {
	readonly status: number;
	/** Of the command alone, to the hundredth (/proc/uptime), without what `docker exec` costs. */
	readonly inside: number;
	readonly outside: number;
}

const TIMED = `
read -r from rest </proc/uptime
podctl health >/dev/null
status=$?
read -r to rest </proc/uptime
echo $status $from $to`;

async function timeHealth(pod: CorePod): Promise<Measured> {
	const at = performance.now();
	const { stdout } = await pod.container.exec(['sh', '-c', TIMED]);
	const outside = (performance.now() - at) / 1000;
	const [status = Number.NaN, from = 0, to = 0] = stdout.trim().split(' ').map(Number);
	return { status, inside: to - from, outside };
}

const TRIES = 5;

/**
 * Kills user-service as soon as it is back, so that the daemon waits a second before the next try, and asks meanwhile.
 * (A service that was stopped on purpose is none that is missed.)
 */
async function seeFall(pod: CorePod): Promise<Finding> {
	for (let tried = 0; tried < TRIES; tried++) {
		const { 'user-service': before } = await pod.untilRunning();
		const mark = await pod.mark();
		await pod.kill(before.pid, 'user-service');
		const spawned = await pod.untilSaid(/^spawned: 'user-service' with pid (\d+)/, mark);
		await pod.kill(Number(spawned.match[1]), 'user-service');
		const again = pod.untilSaid(/^spawned: 'user-service' with pid (\d+)/, spawned);
		const [{ status, stdout }, probe] = await Promise.all([pod.podctl('health'), pod.probe('/health')]);
		await again;
		if (status === 0 || probe.status === 200) continue;
		await untilTrue('/health to be 200 again', async () => (await pod.probe('/health')).status === 200);
		return { figure: `${probe.status} and “${stdout.trim()}” while user-service is down, 200 again`, faults: [] };
	}
	return { figure: 'never unhealthy', faults: [`it was not told that user-service was down, ${TRIES} times`] };
}
