import { FAULT_CODES } from '../../foundation/fault.ts';
import { RpcFault } from '../client/client-error.ts';
import { logTailPath } from '../client/log-tail-path.ts';
import { type ProcessInfo, readProcessInfo } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../until-interrupted.ts';

const RUNNING = 20;

export const FG: Command = {
	name: 'fg',
	summary: 'connects the terminal to a process: its output, and your lines to its stdin',
	forms: [['fg <name>', 'in the foreground, until Ctrl-C or Ctrl-D']],
	notes: ['The process goes on when you leave it.'],
	completes: 'process',
	isStream: true,
	async run(session, { words }) {
		if (!(await isUp(session))) return undefined;
		const [name, ...more] = words;
		if (name === undefined) return refuseUsage(session, FG, { message: 'ERROR: no process name supplied' });
		if (more.length > 0) return refuse(session, 'ERROR: too many process names supplied', 'USAGE');
		let info: ProcessInfo;
		try {
			info = await infoOf(session, name);
		} catch (error) {
			if (!(error instanceof RpcFault)) throw error;
			if (error.code === FAULT_CODES.BAD_NAME) return refuse(session, 'ERROR: bad process name supplied', 'BAD_NAME');
			session.output.complain(`ERROR: ${cleanText(error.text)}`, { code: 'FAULT', name });
			return undefined;
		}
		if (info.state !== RUNNING) return refuse(session, 'ERROR: process not running', 'NOT_RUNNING');
		session.output.say('==> Press Ctrl-C to exit <==');
		await attach(session, name);
		session.output.say('Exiting foreground');
		return undefined;
	},
};

/** Shows both channels and passes lines on, until one of the two sides has had enough. */
async function attach(session: Session, name: string): Promise<void> {
	const { world, http, output } = session;
	await untilInterrupted(world, async (interrupted) => {
		const left = new AbortController();
		const signal = AbortSignal.any([interrupted, left.signal]);
		const show = async (channel: 'stdout' | 'stderr'): Promise<void> => {
			const path = logTailPath(name, channel);
			const decoder = new TextDecoder();
			try {
				await http.stream({ method: 'GET', path, signal }, (chunk) => {
					output.raw(chunk);
					output.emit({ name, channel, text: decoder.decode(chunk, { stream: true }) });
				});
			} catch (error) {
				// A program with redirect_stderr has no log of stderr, and supervisorctl says so here, too.
				output.explain(`${channel}: ${cleanText(error instanceof Error ? error.message : String(error))}`);
			}
		};
		const shown = [show('stdout'), show('stderr')];
		try {
			await passLines(session, { name, signal });
		} finally {
			left.abort();
			await Promise.all(shown);
		}
	});
}

async function passLines(
	session: Session,
	{ name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<void> {
	const { lines, rpc, output } = session;
	for (;;) {
		const answer = await lines.read('', { signal });
		if (answer.type !== 'line') return;
		try {
			await rpc.call('sendProcessStdin', { args: [name, `${answer.line}\n`] });
			if ((await infoOf(session, name)).state === RUNNING) continue;
			output.say('Process got killed');
		} catch (error) {
			// Ctrl-C came while the daemon was asked: the question is given up, as the program's output is.
			if (signal.aborted) return;
			if (!(error instanceof RpcFault)) throw error;
			output.say(error.code === FAULT_CODES.NOT_RUNNING ? 'Process got killed' : `ERROR: ${cleanText(error.text)}`);
		}
		return;
	}
}

async function infoOf({ rpc }: Session, name: string): Promise<ProcessInfo> {
	return readProcessInfo(await rpc.call('getProcessInfo', { args: [name] }));
}

function refuse(session: Session, message: string, code: string): undefined {
	session.output.complain(message, { code });
	session.fail(EXIT_STATUSES.failed);
	return undefined;
}
