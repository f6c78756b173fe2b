import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rival } from '../rival.ts';

/** One run of the real supervisorctl. */
export interface CtlCommand {
	/** What follows the name of the configuration on the command line. */
	readonly args: readonly string[];
	/** Lines typed to it; its input ends after them. */
	readonly typed?: readonly string[];
	/** Once its output holds this, and it reads its input again where it is typed to, it is interrupted as by Ctrl-C. */
	readonly interruptAfter?: string;
	/** Once its output holds this as well, it is killed: the thread of `fg` notices only with its next bytes that it shall end. */
	readonly killAfter?: string;
	/** What it shows that differs from run to run. */
	readonly mask?: (output: string) => string;
}

export interface CtlAnswer {
	readonly output: string;
	readonly exitCode: number | null;
}

/** Long enough for a busy machine. */
const PATIENCE_MS = 60_000;

/** How often is asked whether it reads its input. */
const LOOK_MS = 20;

/** Runs Debian's supervisorctl, with the rival's own configuration, and masks times, pids and folders. */
export async function runSupervisorctl(rival: Rival, command: CtlCommand): Promise<CtlAnswer> {
	const { args, typed = [], interruptAfter, killAfter, mask = (output) => output } = command;
	const environment = { PATH: '/usr/bin:/bin', HOME: '/nowhere', TZ: 'UTC', LC_ALL: 'C.UTF-8', PYTHONUNBUFFERED: '1' };
	const child = spawn('/usr/bin/python3', ['/usr/bin/supervisorctl', '-c', join(rival.dir, 'pod.conf'), ...args], {
		cwd: rival.dir,
		env: environment,
		stdio: 'pipe',
		timeout: PATIENCE_MS,
		killSignal: 'SIGKILL',
	});
	let output = '';
	let isInterrupted = false;
	const interrupt = (): void => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		if (typed.length === 0 || readsInput(child.pid)) child.kill('SIGINT');
		else setTimeout(interrupt, LOOK_MS);
	};
	const lines = typed.map((line) => `${line}\n`).join('');
	const onOutput = (text: string): void => {
		output += text;
		if (killAfter !== undefined && output.includes(killAfter)) child.kill('SIGKILL');
		if (interruptAfter === undefined || isInterrupted || !output.includes(interruptAfter)) return;
		isInterrupted = true;
		interrupt();
	};
	child.stdout.setEncoding('utf8').on('data', onOutput);
	child.stderr.setEncoding('utf8').on('data', onOutput);
	// It may end before it has read everything.
	child.stdin.on('error', () => undefined);
	if (interruptAfter === undefined) child.stdin.end(lines);
	else child.stdin.write(lines);
	const exitCode = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject).once('close', (code) => resolve(code));
	});
	// The end of an interrupted one has an empty line or not, as it was hit.
	const shown = isInterrupted ? `${output.trimEnd()}\n` : output;
	return { output: maskOutput(mask(shown), rival), exitCode };
}

/**
 * Is it in a system call on its descriptor 0? On a busy machine 4 of 250 supervisorctls that were interrupted before
 * they were lost it (with supervisord): Python had noted the signal, and looks only after the read.
 */
function readsInput(pid: number | undefined): boolean {
	try {
		return /^\d+ 0x0 /.test(readFileSync(`/proc/${pid}/syscall`, 'latin1'));
	} catch {
		// ENOENT, ESRCH: it has ended.
		return false;
	}
}

function maskOutput(output: string, { dir }: Rival): string {
	return (
		output
			// Where in it the interrupt or the end hits its reading thread is chance.
			.replaceAll(/^.* Cannot connect, error: <class '(KeyboardInterrupt|SystemExit)'> \(\)\n/gm, '')
			.replaceAll(dir, 'HERE')
			.replaceAll(/file: \/usr\/lib\/python.* line: \d+$/gm, 'file: FILE line: LINE')
			.replaceAll(/pid +\d+, uptime \d+:\d\d:\d\d/g, 'pid PID, uptime TIME')
			.replaceAll(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, 'TIME')
			.replaceAll(/^\d+$/gm, (number) => (number === '0' ? '0' : 'PID'))
	);
}
