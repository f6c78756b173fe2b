import type { CorePod } from '../core-pod.ts';
import type { Criterion } from '../criterion.ts';
import { ORPHANS, parseStorm, STORM, STORM_IN_SERVICE, type Storm } from '../orphan-storm.ts';
import { untilTrue } from '../until-true.ts';

/** No zombie is left: not of orphans that came from outside, nor of a service's own, nor of a crash or a stop. */
export const zombies: Criterion = {
	name: 'zombies',
	title: '6 no zombie',
	limit: '0',
	async run({ pod, say }) {
		const faults: string[] = [];
		await pod.untilRunning();
		say(`${ORPHANS} orphans by docker exec`);
		const outside = parseStorm((await pod.container.exec(['sh', '-c', STORM], { merged: true })).stdout);
		if (outside.left > 0) faults.push(`${outside.left} zombies of orphans by docker exec`);
		say(`${ORPHANS} orphans below user-service`);
		const inside = await stormInService(pod);
		if (inside.left > 0) faults.push(`${inside.left} zombies of orphans of user-service`);
		say('a crash of nginx (its workers are orphans then), and a stop and start of user-service');
		await crashAndStop(pod);
		await untilTrue('no process to be a zombie', async () => (await pod.zombies()) === 0).catch(() => undefined);
		const left = await pod.zombies();
		if (left > 0) faults.push(`${left} zombies at the end`);
		const figure = `${left} left of ${2 * ORPHANS} orphans; at most ${Math.max(outside.peak, inside.peak)} at a time`;
		return { figure, brief: `${left} of ${2 * ORPHANS}`, faults };
	},
};

async function stormInService(pod: CorePod): Promise<Storm> {
	await pod.podctl('signal', 'USR1', 'user-service');
	const node = ['node', '--input-type=module', '--eval', STORM_IN_SERVICE, '--', STORM];
	return parseStorm((await pod.container.exec(node, { merged: true })).stdout);
}

async function crashAndStop(pod: CorePod): Promise<void> {
	const { nginx } = await pod.untilRunning();
	const mark = await pod.mark();
	await pod.kill(nginx.pid, 'nginx');
	await pod.untilSaid(/^ready: nginx$/, mark);
	// A new process, and so no inspector any more.
	await pod.podctl('restart', 'user-service');
	await pod.untilRunning();
}
