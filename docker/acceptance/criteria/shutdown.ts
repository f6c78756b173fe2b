import { type CorePod, PROGRAMS } from '../core-pod.ts';
import type { Criterion } from '../criterion.ts';
import type { PodLine } from '../parse-pod-line.ts';
import { seconds } from '../show-duration.ts';
import { untilTrue } from '../until-true.ts';

const MAX_SECONDS = 10;
/** Less than nginx' worker_shutdown_timeout, and enough for `docker stop` to arrive meanwhile. */
const HOLD_MS = 1500;

/** SIGTERM stops it in order, exit code 0, and requests in flight finish. */
export const shutdown: Criterion = {
	name: 'shutdown',
	title: '3 SIGTERM stops it gracefully',
	limit: `${MAX_SECONDS} s, exit 0`,
	async run({ pod, say }) {
		await pod.untilRunning();
		say(`holding two requests of ${HOLD_MS} ms through nginx`);
		const services = ['auth-service', 'user-service'] as const;
		const held = services.map((service) => outcomeOf(pod.get(`/slow/${service}?ms=${HOLD_MS}`)));
		for (const service of services) {
			await untilTrue(`a request in flight in ${service}`, async () => (await inFlight(pod, service)) === 1);
		}
		say('docker stop');
		const { exitCode, seconds: took, oomKilled } = await pod.container.stop();
		const answers = await Promise.all(held);
		const said = await readStop(pod);
		const order = said.flatMap(({ message }) => /^(?:stopped|exited): ([\w-]+) /.exec(message)?.[1] ?? []);
		const faults = answers.filter((answer) => answer !== '200').map((answer) => `a request in flight ended: ${answer}`);
		if (exitCode !== 0) faults.push(`exit code ${exitCode}${oomKilled ? ', out of memory' : ''}`);
		if (took > MAX_SECONDS) faults.push(`it took ${seconds(took)}`);
		if (order.join() !== PROGRAMS.toReversed().join()) faults.push(`they stopped in the order ${order.join(', ')}`);
		if (faults.length > 0) for (const { stamp, program, message } of said) say(`${stamp} ${program}: ${message}`);
		const figure = `${seconds(took)}, exit ${exitCode}, in flight ${answers.join(' ')}, ${order.join(' → ')}`;
		return { figure, brief: seconds(took), faults };
	},
};

function outcomeOf(answer: ReturnType<CorePod['get']>): Promise<string> {
	return answer.then(
		({ status }) => String(status),
		(error: Error) => error.message,
	);
}

async function inFlight(pod: CorePod, service: string): Promise<number> {
	const { inFlight } = JSON.parse((await pod.get(`/health/${service}`)).body) as { inFlight: number };
	return inFlight;
}

/** What the pod said since it was asked to stop. */
async function readStop(pod: CorePod): Promise<PodLine[]> {
	const lines = await pod.lines();
	return lines.slice(lines.findLastIndex(({ message }) => /indicating exit request/.test(message)));
}
