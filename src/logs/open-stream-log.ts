import { join } from 'node:path';
import type { ProcessConfig, StreamConfig } from '../config/config.ts';
import { formatProcessName } from '../foundation/process-name.ts';
import { AnsiStripper } from './ansi-stripper.ts';
import { createContainerSink } from './container-sink.ts';
import { EchoSink } from './echo-sink.ts';
import { FileSink } from './file-sink.ts';
import { createLineFormat } from './line-format.ts';
import type { LogDependencies } from './log-dependencies.ts';
import type { LogSink } from './log-sink.ts';
import { SinkStreamLog, type StreamLog } from './stream-log.ts';
import type { StreamTap } from './stream-tap.ts';
import { createSyslogSink } from './syslog-sink.ts';

/**
 * Opens the log of one stream of a process, for all its children one after the other: an AUTO file is made here, and
 * keeps its name. Never throws: what cannot be opened now is tried again with later output. `tap` hears of the bytes.
 */
export function openStreamLog(
	process: ProcessConfig,
	stream: 'stdout' | 'stderr',
	deps: LogDependencies,
	tap?: StreamTap,
): StreamLog {
	const config = process[stream];
	const sinks: LogSink[] = [];
	const path = filePath(process, stream, deps);
	let rotations = () => 0;
	if (path !== undefined) {
		const shared = deps.files.open(path, config);
		rotations = () => shared.file.rotations;
		sinks.push(new FileSink(deps.files, shared));
	}
	for (const fd of containerDescriptors(process, stream)) sinks.push(containerSink(process, stream, fd, deps));
	if (config.syslog) sinks.push(createSyslogSink(deps.syslog, process.name));
	if (deps.echo !== undefined) sinks.push(new EchoSink(deps.echo, process.name, stream));
	const stripper = deps.daemon.stripAnsi ? new AnsiStripper() : undefined;
	return new SinkStreamLog({ path, sinks, stripper, rotations, tap });
}

/** The daemon's descriptors that get the stream's lines. */
function containerDescriptors(process: ProcessConfig, stream: 'stdout' | 'stderr'): readonly number[] {
	const { target } = process[stream];
	const named = target.type === 'descriptor' ? [target.fd] : [];
	if (!process.containerLog || named[0] === 1 || named[0] === 2) return named;
	// With redirect_stderr nothing ever comes from stderr; a listener's stdout is its protocol.
	if (stream === 'stderr') return process.redirectStderr ? named : [...named, 2];
	return process.kind === 'eventlistener' ? named : [...named, 1];
}

function containerSink(
	process: ProcessConfig,
	stream: 'stdout' | 'stderr',
	fd: number,
	{ container, system }: LogDependencies,
): LogSink {
	const program = formatProcessName({ group: process.group, process: process.name });
	const format = createLineFormat(process.logFormat, { program, stream, wall: () => system.clock.wall() });
	return createContainerSink({ container, fd, format });
}

function filePath(process: ProcessConfig, stream: 'stdout' | 'stderr', deps: LogDependencies): string | undefined {
	const { target }: StreamConfig = process[stream];
	if (target.type === 'file') return target.path;
	// With redirect_stderr nothing ever comes from stderr, and supervisord makes no file for it.
	if (target.type !== 'auto' || (stream === 'stderr' && process.redirectStderr)) return undefined;
	const { childlogdir, identifier } = deps.daemon;
	const prefix = join(childlogdir, `${process.name}-${stream}---${identifier}-`);
	try {
		return deps.system.files.createUnique(prefix, '.log');
	} catch {
		// The folder is closed to us, now: the name is as good as any, and its opening reports and tries again.
		return `${prefix}${Math.random().toString(36).slice(2, 10).padEnd(8, '_')}.log`;
	}
}
