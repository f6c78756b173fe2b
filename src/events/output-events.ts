import type { StreamConfig } from '../config/config.ts';
import type { StreamTap } from '../logs/stream-tap.ts';
import { describeOutput, type OutputSource, outputEventType } from './describe-output.ts';
import type { EventBus } from './event-bus.ts';
import { WholeCharacters } from './whole-characters.ts';

/** The events that one stream of a program makes, as it is configured; `undefined` where it makes none. */
export function outputEvents(
	{ captureMaxbytes, eventsEnabled }: Pick<StreamConfig, 'captureMaxbytes' | 'eventsEnabled'>,
	source: OutputSource,
	bus: EventBus,
): StreamTap | undefined {
	if (captureMaxbytes <= 0 && !eventsEnabled) return undefined;
	const publish = (kind: 'log' | 'communication', bytes: Buffer): void => {
		if (bytes.length === 0 && kind === 'log') return;
		if (bus.wants(outputEventType(kind, source.stream))) bus.publish(describeOutput(kind, source, bytes));
	};
	const characters = new WholeCharacters();
	const logs: StreamTap = {
		onOutput: (chunk) => publish('log', characters.take(chunk)),
		onEnd: () => publish('log', characters.end()),
	};
	const onMessage = (message: Buffer): void => publish('communication', message);
	return {
		...(eventsEnabled ? logs : {}),
		...(captureMaxbytes > 0 ? { capture: { maxBytes: captureMaxbytes, onMessage } } : {}),
	};
}
