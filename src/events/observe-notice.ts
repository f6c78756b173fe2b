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
	{ world, configOf }: { readonly world: World; readonly configOf: (key: string) => ProcessConfig | undefined },
): void {
	if (notice.type === 'shutdown') {
		const { intent, reason } = notice;
		const culprit = notice.culprit === undefined ? undefined : configOf(notice.culprit);
		observations.saw({ type: 'shutdown', intent, reason, culprit: culprit && refOf(culprit) });
		return;
	}
	if (notice.type !== 'process') return;
	const config = configOf(notice.process);
	if (config !== undefined) observeProcess(observations, notice.notice, { key: notice.process, config, world });
}

function observeProcess(
	observations: Observations,
	notice: ProcessNotice,
	{ key, config, world }: { readonly key: string; readonly config: ProcessConfig; readonly world: World },
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
			const { dueAt, ...facts } = notice;
			const state = world.processes.get(key);
			// It is planned at the end of the turn, in which it may be given up as well.
			const isRetried = facts.to === 'BACKOFF' && state?.wanted === 'up' && state.state !== 'FATAL';
			const willRestart = world.shutdown === undefined && (dueAt !== undefined || isRetried);
			observations.saw({ ...facts, process, willRestart });
		}
	}
}
