import type { ProcessConfig } from '../config/config.ts';
import { decodeOutput } from './decode-output.ts';
import type { EventTypeName, OutputChannel, PodEvent } from './pod-event.ts';

/** Whose output, and from which of its streams. */
export interface OutputSource {
	readonly config: Pick<ProcessConfig, 'name' | 'group'>;
	readonly pid: number;
	readonly stream: 'stdout' | 'stderr';
}

/** `log`: what it wrote (PROCESS_LOG_*); `communication`: what it sent between tags (PROCESS_COMMUNICATION_*). */
export function describeOutput(kind: 'log' | 'communication', source: OutputSource, bytes: Buffer): PodEvent {
	const { config, pid, stream } = source;
	const data = decodeOutput(bytes);
	const channel = kind === 'log' ? ` channel:${stream}` : '';
	return {
		type: outputEventType(kind, stream),
		payload: `processname:${config.name} groupname:${config.group} pid:${pid}${channel}\n${data}`,
		fields: { processname: config.name, groupname: config.group, pid, channel: stream, data },
	};
}

export function outputEventType(kind: 'log' | 'communication', stream: 'stdout' | 'stderr'): EventTypeName {
	const channel = stream.toUpperCase() as OutputChannel;
	return kind === 'log' ? `PROCESS_LOG_${channel}` : `PROCESS_COMMUNICATION_${channel}`;
}
