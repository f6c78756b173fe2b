import type { LogSink } from './log-sink.ts';

/** Shows a process' output in the daemon's own log too, as supervisord does at the levels debug, trace and blather. */
export type Echo = (message: string) => void;

/** One stream's way there, in supervisord's words and as it comes: a chunk, not a line. */
export class EchoSink implements LogSink {
	readonly #echo: Echo;
	readonly #heading: string;

	constructor(echo: Echo, process: string, stream: 'stdout' | 'stderr') {
		this.#echo = echo;
		this.#heading = `'${process}' ${stream} output:\n`;
	}

	write(chunk: Buffer): number {
		this.#echo(this.#heading + chunk.toString());
		return 0;
	}

	endOfProcess(): number {
		return 0;
	}

	spliceTarget(): undefined {
		return undefined;
	}

	spliced(): void {}

	reopen(): void {}

	remove(): void {}

	close(): void {}
}
