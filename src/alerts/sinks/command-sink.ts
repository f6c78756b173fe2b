import { describeExitStatus } from '../../foundation/exit-status.ts';
import { oneLine } from '../../foundation/one-line.ts';
import type { CommandOutcome } from '../../platform/commands.ts';
import { DELIVERED, type Delivery, refusedFor, retryLater } from '../delivery.ts';
import { encodeAlert } from '../encode-alert.ts';
import type { RemoteSink, SinkConfigOf, SinkContext } from './alert-sink.ts';

/** EX_TEMPFAIL of sysexits.h: try again later. */
const TRY_AGAIN = 75;

const OUTPUT_BYTES = 2048;

/** Runs a command, one at a time, as the daemon's own user, with the alert as one line of JSON on its stdin. */
export function createCommandSink(context: SinkContext<SinkConfigOf<'command'>>): RemoteSink {
	const { config, system, timeoutMs, environment } = context;
	return {
		type: 'remote',
		batch: 1,
		remembers: false,
		async deliver([alert], signal): Promise<Delivery> {
			if (alert === undefined) return DELIVERED;
			const outcome = await system.commands.run({
				argv: config.argv,
				environment,
				directory: undefined,
				identity: undefined,
				stdin: `${encodeAlert(alert)}\n`,
				timeoutMs,
				maxOutputBytes: OUTPUT_BYTES,
				signal,
			});
			return judgeEnd(outcome, timeoutMs);
		},
	};
}

function judgeEnd(outcome: CommandOutcome, timeoutMs: number): Delivery {
	switch (outcome.type) {
		case 'failed':
			return refusedFor(`the command cannot be run: ${outcome.error}`);
		case 'timed-out':
			return refusedFor(`the command was killed after ${timeoutMs / 1000} s`);
		case 'ended': {
			const { status, output } = outcome;
			if (status.type === 'code' && status.code === 0) return DELIVERED;
			const said = oneLine(output);
			const reason = `the command ended with ${describeExitStatus(status)}${said === '' ? '' : `: ${said}`}`;
			return status.type === 'code' && status.code === TRY_AGAIN ? retryLater(reason) : refusedFor(reason);
		}
	}
}
