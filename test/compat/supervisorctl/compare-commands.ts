import type { Test } from 'tap';
import type { Pair } from '../pair.ts';
import type { Rival } from '../rival.ts';
import { type CtlAnswer, type CtlCommand, runSupervisorctl } from './run-supervisorctl.ts';

/** A command line, a run in detail, or something that is done to both daemons in between. */
export type ScriptStep = string | CtlCommand | ((rival: Rival) => unknown);

/** A command that is answered otherwise on purpose. */
export interface OtherOutput {
	readonly command: string;
	readonly supervisord: CtlAnswer;
	readonly podvisord: CtlAnswer;
	readonly because: string;
}

/**
 * Runs a script of supervisorctl commands against both daemons, step by step, and compares outputs and exit codes;
 * prints them side by side where they differ. What `others` lists must differ as listed.
 */
export async function compareCommands(
	t: Test,
	pair: Pair,
	script: readonly ScriptStep[],
	others: readonly OtherOutput[] = [],
): Promise<void> {
	const left = new Set(others);
	for (const step of script) {
		if (typeof step === 'function') {
			await pair.both(async (rival) => void (await step(rival)));
			continue;
		}
		const command = typeof step === 'string' ? { args: step.split(' ').filter((word) => word !== '') } : step;
		const name = [...command.args, ...(command.typed ?? []).map((line) => `⏎ ${line}`)].join(' ');
		const { supervisord, podvisord } = await pair.both((rival) => runSupervisorctl(rival, command));
		const other = others.find((candidate) => candidate.command === name);
		if (other === undefined) {
			t.strictSame(podvisord, supervisord, `supervisorctl ${name}`, { sideBySide: sideBySide(supervisord, podvisord) });
			continue;
		}
		left.delete(other);
		t.strictSame(supervisord, other.supervisord, `supervisorctl ${name}: supervisord`);
		t.strictSame(podvisord, other.podvisord, `supervisorctl ${name}: podvisord, other because ${other.because}`);
	}
	for (const { command } of left) t.fail(`'${command}' is listed as different and was not run`);
}

function sideBySide(theirs: CtlAnswer, ours: CtlAnswer): string[] {
	const [left, right] = [theirs, ours].map(({ output, exitCode }) => [...output.split('\n'), `exit ${exitCode}`]) as [
		string[],
		string[],
	];
	const width = Math.max(11, ...left.map(({ length }) => length));
	const rows = [['supervisord', 'podvisord']];
	for (let row = 0; row < Math.max(left.length, right.length); row++) rows.push([left[row] ?? '', right[row] ?? '']);
	return rows.map(([a = '', b = '']) => `${a === b ? ' ' : '!'} ${a.padEnd(width)} | ${b}`);
}
