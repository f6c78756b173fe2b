import { parseArgs } from 'node:util';
import { parseDurationMs } from '../../foundation/units.ts';
import type { Value } from '../../foundation/value.ts';
import { listOf, structOf, text } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { CtlError } from '../ctl-error.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';
import { refuseName, tellWaited, type Waited } from '../wait/tell-waited.ts';
import { waitByLooking } from '../wait/wait-by-looking.ts';
import { GOALS, type Wish } from '../wait/wish.ts';

export const WAIT: Command = {
	name: 'wait',
	summary: 'waits until processes are ready, running, stopped or completed',
	forms: [['wait <name> [...]', 'wait for these processes, or <group>:*, or all']],
	options: [
		{ name: '--for', value: GOALS, doc: 'what to wait for (ready)' },
		{ name: '--timeout', value: 'DURATION', doc: 'for how long at most: 30s, 2m (a day)' },
	],
	notes: ['Exit status 0 when it came true, 1 when it cannot any more or the time was up, 4 for an unknown name.'],
	completes: 'process',
	isOurs: true,
	async run(session, { words }) {
		const wish = readWish(words);
		if (typeof wish === 'string') {
			return refuseUsage(session, WAIT, { message: `Error: ${wish}`, exitStatus: EXIT_STATUSES.invalidArguments });
		}
		if (!(await isUp(session))) return undefined;
		return waitFor(session, wish);
	},
};

function readWish(words: readonly string[]): Wish | string {
	const options = { for: { type: 'string' }, timeout: { type: 'string' } } as const;
	let parsed: { values: { for?: string | undefined; timeout?: string | undefined }; positionals: string[] };
	try {
		parsed = parseArgs({ args: [...words], options, allowPositionals: true });
	} catch (error) {
		// ERR_PARSE_ARGS_…: its message says which option.
		return error instanceof Error ? error.message : String(error);
	}
	const { values, positionals: names } = parsed;
	if (names.length === 0) return 'wait requires a process name';
	const goal = GOALS.find((each) => each === (values.for ?? 'ready'));
	if (goal === undefined) return `--for=${cleanText(values.for ?? '')} is none of ${GOALS.join(', ')}`;
	const timeoutMs = values.timeout === undefined ? undefined : parseDurationMs(values.timeout);
	if (values.timeout !== undefined && timeoutMs === undefined) {
		return `--timeout=${cleanText(values.timeout)} is no duration; write 30s or 2m`;
	}
	return { names, goal, timeoutMs };
}

/** As long as the daemon lets one wait in one call: a day. */
const LONGEST_MS = 86_400_000;

async function waitFor(session: Session, { names, goal, timeoutMs }: Wish): Promise<Value | undefined> {
	const reply = await session.rest.post('/wait', {
		body: {
			names: names.includes('all') ? [] : [...names],
			for: goal,
			timeoutMs: Math.min(timeoutMs ?? LONGEST_MS, LONGEST_MS),
		},
		waits: true,
	});
	switch (reply.type) {
		case 'absent':
			return waitByLooking(session, { names, goal, timeoutMs });
		case 'value': {
			const waited = listOf(structOf(reply.value)['processes']).map(readWaited);
			return tellWaited(session, goal, waited);
		}
		case 'error': {
			const name = /^BAD_NAME: (.*)$/s.exec(reply.message)?.[1];
			if (name === undefined) throw new CtlError(reply.message, { code: reply.code });
			return refuseName(session, name);
		}
	}
}

function readWaited(value: Value): Waited {
	const { name, group, state, reached, why } = structOf(value);
	return { process: text(name), group: text(group), state: text(state), isReached: reached === true, why: text(why) };
}
