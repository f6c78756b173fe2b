import { LineSink } from './line-sink.ts';
import type { LogSink } from './log-sink.ts';
import type { SyslogConnection } from './syslog-connection.ts';

/** Receivers cut what is longer (rsyslog's default is 8 KiB with the header). */
const MESSAGE_MAX_BYTES = 8000;

/**
 * One stream's way to syslog: each line as `name line`, the text that supervisord sends.
 * `name`: the process' name without its group, as supervisord's; empty for the daemon's own lines.
 */
export function createSyslogSink(connection: SyslogConnection, name: string): LogSink {
	const prefix = name === '' ? '' : `${Buffer.from(name).toString('latin1')} `;
	const send = (line: string): number => (connection.send(prefix + line) ? 0 : line.length);
	return new LineSink(
		{
			lines(block) {
				let lost = 0;
				for (const line of block.toString('latin1', 0, block.length - 1).split('\n')) lost += send(line);
				return lost;
			},
			piece: (bytes) => send(bytes.toString('latin1')),
		},
		MESSAGE_MAX_BYTES,
	);
}
