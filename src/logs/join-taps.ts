import type { StreamTap } from './stream-tap.ts';

/** One tap for several who want to hear of a stream; `undefined` where nobody does. Of two captures the first counts. */
export function joinTaps(...taps: readonly (StreamTap | undefined)[]): StreamTap | undefined {
	const there = taps.filter((tap) => tap !== undefined);
	if (there.length <= 1) return there[0];
	const hearers = there.flatMap(({ onBytes }) => onBytes ?? []);
	const readers = there.flatMap(({ onOutput }) => onOutput ?? []);
	const enders = there.flatMap(({ onEnd }) => onEnd ?? []);
	const capture = there.find((tap) => tap.capture !== undefined)?.capture;
	return {
		...(hearers.length === 0 ? {} : { onBytes: (chunk) => tell(hearers, chunk) }),
		...(readers.length === 0 ? {} : { onOutput: (chunk) => tell(readers, chunk) }),
		...(enders.length === 0 ? {} : { onEnd: () => tell(enders, undefined) }),
		...(capture === undefined ? {} : { capture }),
		isIdle: () => there.every(({ isIdle }) => isIdle?.() === true),
	};
}

function tell<What>(listeners: readonly ((what: What) => void)[], what: What): void {
	for (const listener of listeners) listener(what);
}
