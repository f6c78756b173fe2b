import type { ProcessConfig } from '../config/config.ts';
import type { ProcessNotice } from '../process/process-effect.ts';
import type { World } from '../supervision/world.ts';
import type { WorldNotice } from '../supervision/world-effect.ts';
import type { Observations } from './observations.ts';
import { refOf } from './process-ref.ts';

/** What the core tells, as an observation; `world`: after the turn that it was told in. */
export function observeNotice(
	observations: Observations,
	notice: WorldNotice,
	{
		world,
		now,
		configOf,
	}: {
		readonly world: World;
		readonly now: number;
		readonly configOf: (key: string) => ProcessConfig | undefined;
	},
): void {
	if (notice.type === 'shutdown') {
		const { intent, reason } = notice;
		const culprit = notice.culprit === undefined ? undefined : configOf(notice.culprit);
		observations.saw({ type: 'shutdown', intent, reason, culprit: culprit && refOf(culprit) });
		return;
	}
	if (notice.type !== 'process') return;
	const config = configOf(notice.process);
	if (config !== undefined) observeProcess(observations, notice.notice, { key: notice.process, config, world, now });
}

function observeProcess(
	observations: Observations,
	notice: ProcessNotice,
	{
		key,
		config,
		world,
		now,
	}: { readonly key: string; readonly config: ProcessConfig; readonly world: World; readonly now: number },
): void {
	const process = refOf(config);
	switch (notice.type) {
		case 'ready':
		case 'unready':
		case 'unhealthy':
			observations.saw({ ...notice, process });
			return;
		case 'killing':
		case 'leftBehind':
			return;
		case 'state': {
			const { from, to, pid, expected, tries, exit, spawnError, ailment, dueAt } = notice;
			const state = world.processes.get(key);
			const startedAt = pid === 0 ? undefined : state?.startedAt;
			observations.saw({
				type: 'state',
				process,
				from,
				to,
				pid,
				expected,
				tries,
				exit,
				spawnError,
				uptimeMs: startedAt === undefined ? undefined : Math.max(0, (state?.exitedAt ?? now) - startedAt),
				ailment,
				// When it is due is known at the end of the turn, in which it may be given up as well.
				willRestart: dueAt !== undefined || (to === 'BACKOFF' && state?.dueAt !== undefined),
				starts: state?.starts ?? 0,
			});
		}
	}
}
