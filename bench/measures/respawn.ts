import type { Measure } from '../measure.ts';

const PROGRAMS = 5;

/** From SIGKILL to a program that has run for a while, to the first instruction of its next process. */
export const measure: Measure = {
	name: 'respawn',
	title: 'Crash to next start',
	figures: [{ name: 'respawn', title: "kill -9 to the next child's first instruction", unit: 'ms' }],
	peers: ['podvisor', 'supervisord', 'old-stack', 'pm2', 's6', 'runit', 'daemontools', 'bare-node', 'c-floor'],
	rounds: 4,
	// Past the startsecs of whoever has such a thing, the second for which daemontools and s6 delay the next start, and
	// whatever is done once after a start.
	settleMs: 6000,
	async prepare(peer, context) {
		const stamps = context.stamps();
		const programs = Array.from({ length: PROGRAMS }, (_, index) => `program-${index}`);
		const started = await stamps.expect(PROGRAMS);
		const pod = await context.start(peer, {
			programs: programs.map((name) => ({ name, argv: stamps.argv(name) })),
			logs: 'files',
		});
		await started();
		// Each program once: none has just been started again.
		return programs.slice(0, context.quick ? 1 : PROGRAMS).map((name) => async () => {
			const next = await stamps.expect(1);
			const killedAt = pod.kill(name);
			const [stamp] = await next();
			if (stamp?.name !== name) throw new Error(`'${name}' was killed, and '${stamp?.name}' started`);
			return { respawn: Number(stamp.ns - killedAt) / 1e6 };
		});
	},
	goals: [
		{ figure: 'respawn', than: 'supervisord', atMost: 0.003 },
		{ figure: 'respawn', than: 'runit', atMost: 1 },
	],
};
