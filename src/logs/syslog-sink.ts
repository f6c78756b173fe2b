import { LineAssembler } from './line-assembler.ts';
import type { LogSink } from './log-sink.ts';
import type { SyslogConnection } from './syslog-connection.ts';

/** Receivers cut what is longer (rsyslog's default is 8 KiB with the header). */
const MESSAGE_MAX_BYTES = 8000;

/** One stream's way to syslog: each line as `name line`, the text that supervisord sends. */
export class SyslogSink implements LogSink {
	readonly #connection: SyslogConnection;
	readonly #prefix: string;
	readonly #lines: LineAssembler;
	#lost = 0;

	/** `name`: the process' name without its group, as supervisord's; empty for the daemon's own lines. */
	constructor(connection: SyslogConnection, name: string) {
		this.#connection = connection;
		this.#prefix = name === '' ? '' : `${Buffer.from(name).toString('latin1')} `;
		const receiver = {
			lines: (block: Buffer) => {
				for (const line of block.toString('latin1', 0, block.length - 1).split('\n')) this.#send(line);
			},
			piece: (bytes: Buffer) => this.#send(bytes.toString('latin1')),
		};
		this.#lines = new LineAssembler(receiver, MESSAGE_MAX_BYTES);
	}

	write(chunk: Buffer): number {
		this.#lines.push(chunk);
		return this.#takeLost();
	}

	endOfProcess(): number {
		this.#lines.end();
		return this.#takeLost();
	}

	spliceTarget(): undefined {
		return undefined;
	}

	spliced(): void {}

	reopen(): void {}

	remove(): void {}

	close(): void {
		this.#lines.end();
	}

	#send(line: string): void {
		if (!this.#connection.send(this.#prefix + line)) this.#lost += line.length;
	}

	#takeLost(): number {
		const lost = this.#lost;
		this.#lost = 0;
		return lost;
	}
}
