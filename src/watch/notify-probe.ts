import type { NotifyState } from './notify-state.ts';
import type { ProbeAnswer, ProbeAsker } from './probe-asker.ts';

const ANSWERS: Readonly<Record<NotifyState['phase'], ProbeAnswer>> = {
	silent: { isOk: false, message: 'has not sent READY=1' },
	ready: { isOk: true, message: 'sent READY=1' },
	reloading: { isOk: false, message: 'says that it is reloading', isDefinite: true },
	stopping: { isOk: false, message: 'says that it is stopping', isDefinite: true },
};

/** sd_notify(3)'s READY=1, until RELOADING=1 or STOPPING=1. */
export function notifyProbe(state: NotifyState): ProbeAsker {
	let leave = (): void => {};
	return {
		pace: 'told',
		isOnce: false,
		ask: () => ANSWERS[state.phase],
		onNews(listener) {
			let told = state.phase;
			leave = state.on(() => {
				if (state.phase === told) return;
				told = state.phase;
				listener();
			});
		},
		close: () => leave(),
	};
}
