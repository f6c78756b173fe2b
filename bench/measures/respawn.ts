import { setTimeout as delay } from 'node:timers/promises';
import type { Measure } from '../measure.ts';

/** Past the startsecs of whoever has such a thing, and the second for which daemontools and s6 delay the next start. */
const RUNNING_MS = 2500;
const PROGRAMS = 3;

/** From SIGKILL to a program that has run for a while, to the first instruction of its next process. */
export const measure: Measure = {
	name: 'respawn',
	title: 'Crash to next start',
	figures: [{ name: 'respawn', title: "kill -9 to the next child's first instruction", unit: 'ms' }],
	peers: ['podvisor', 'supervisord', 'old-stack', 'pm2', 's6', 'runit', 'daemontools', 'bare-node', 'c-floor'],
	rounds: 5,
	async run(peer, context) {
		const stamps = context.stamps();
		const programs = Array.from({ length: PROGRAMS }, (_, index) => `program-${index}`);
		const started = await stamps.expect(PROGRAMS);
		const pod = await context.start(peer, {
			programs: programs.map((name) => ({ name, argv: stamps.argv(name) })),
			logs: 'files',
		});
		await started();
		// Each one once, with a settled pod before it.
		const took: number[] = [];
		for (const name of context.quick ? programs.slice(0, 1) : programs) {
			await delay(RUNNING_MS);
			const next = await stamps.expect(1);
			const killedAt = pod.kill(name);
			const [stamp] = await next();
			if (stamp?.name !== name) throw new Error(`'${name}' was killed, and '${stamp?.name}' started`);
			took.push(Number(stamp.ns - killedAt) / 1e6);
		}
		await pod.destroy();
		return { respawn: took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN };
	},
	goals: [
		{ figure: 'respawn', than: 'supervisord', atMost: 0.003 },
		{ figure: 'respawn', than: 'runit', atMost: 1 },
	],
};
