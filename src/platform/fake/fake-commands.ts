import type { CommandOutcome, CommandRequest, Commands } from '../commands.ts';
import type { FakeClock } from './fake-clock.ts';

/** What a command comes to, and after how long; `undefined` hangs. */
export type FakeCommandScript = (
	request: CommandRequest,
) => { readonly afterMs?: number; readonly outcome: CommandOutcome } | undefined;

/** Commands that end as the test says; on the virtual clock, time-outs included. */
export class FakeCommands implements Commands {
	/** Every request so far. */
	readonly requests: CommandRequest[] = [];
	/** Without one there is no command at all (`ENOENT`). */
	script: FakeCommandScript = () => ({ outcome: { type: 'failed', error: 'ENOENT' } });
	readonly #clock: FakeClock;

	constructor(clock: FakeClock) {
		this.#clock = clock;
	}

	/** Commands end with this exit status from now on. */
	end(code: number, output = ''): void {
		this.script = () => ({ outcome: { type: 'ended', status: { type: 'code', code }, output } });
	}

	run(request: CommandRequest): Promise<CommandOutcome> {
		this.requests.push(request);
		const { timeoutMs, signal } = request;
		const { afterMs = 0, outcome } = this.script(request) ?? {
			afterMs: Number.POSITIVE_INFINITY,
			outcome: { type: 'timed-out', output: '' },
		};
		const told: CommandOutcome = afterMs < timeoutMs ? outcome : { type: 'timed-out', output: '' };
		return this.#clock.answer(Math.min(afterMs, timeoutMs), told, {
			signal,
			aborted: { type: 'failed', error: 'ECANCELED' },
		});
	}
}
