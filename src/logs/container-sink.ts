import type { ContainerOutput } from './container-output.ts';
import type { LineFormat } from './line-format.ts';
import { LineSink } from './line-sink.ts';
import type { LogSink } from './log-sink.ts';

export interface ContainerSinkOptions {
	readonly container: ContainerOutput;
	readonly fd: number;
	readonly format: LineFormat;
}

/** One stream's way to the container's output: whole lines in the configured format. */
export function createContainerSink({ container, fd, format }: ContainerSinkOptions): LogSink {
	const send = (bytes: Buffer, formatted: Buffer): number => (container.write(fd, formatted) ? 0 : bytes.length);
	return new LineSink({
		lines: (block) => send(block, format.lines(block)),
		piece: (bytes, isLast) => send(bytes, format.piece(bytes, !isLast)),
	});
}
