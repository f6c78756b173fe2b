import { readdirSync, realpathSync } from 'node:fs';
import type { Test } from 'tap';
import type { CommandOutcome, CommandRequest } from '../../../src/platform/commands.ts';
import type { Driver } from './rig.ts';

/** No command of these takes as long: what ends it is what the test is about. */
const LONG_MS = 120_000;

/** Helper commands of an adapter that runs real ones. */
export async function commandContract(t: Test, driver: Driver): Promise<void> {
	const { commands, processes } = driver.rig.system;
	const run = (script: string, more: Partial<CommandRequest> = {}): Promise<CommandOutcome> =>
		commands.run({
			argv: ['sh', '-c', script],
			environment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
			directory: undefined,
			identity: undefined,
			stdin: undefined,
			timeoutMs: LONG_MS,
			maxOutputBytes: 1000,
			...more,
		});
	const ended = (code: number, output: string) => ({ type: 'ended', status: { type: 'code', code }, output });
	const isAlive = (pid: number): boolean => {
		try {
			process.kill(pid, 0);
			return true;
		} catch {
			// ESRCH is what is waited for.
			return false;
		}
	};

	await t.test('to their ends, with their output', async (t) => {
		t.strictSame(await run('echo out; echo err >&2; exit 3').then(sorted), ended(3, 'err\nout\n'));
		t.strictSame(await run('kill -SEGV $$'), {
			type: 'ended',
			status: { type: 'signal', signal: 11, dumpedCore: false },
			output: '',
		});
	});

	await t.test('with nothing but their own environment, in their directory, and with their input', async (t) => {
		const folder = realpathSync(t.testdir());
		const outcome = await run('read line; echo "$line $X $(pwd) $(printenv HOME || echo none)"', {
			stdin: 'hello\nrest',
			directory: folder,
			environment: { PATH: '/usr/bin:/bin', X: 'x' },
		});
		t.strictSame(outcome, ended(0, `hello x ${folder} none\n`));
		t.strictSame(await run('cat'), ended(0, ''), 'or with none');
	});

	await t.test('which do not have to read it', async (t) => {
		t.strictSame(await run('exit 0', { stdin: 'x'.repeat(1_000_000) }), ended(0, ''));
	});

	await t.test('of whose output the last bytes are kept', async (t) => {
		const outcome = await run('yes äöü | head -c 4900000; echo; echo end', { maxOutputBytes: 21 });
		if (outcome.type !== 'ended') throw new Error(outcome.type);
		t.equal(Buffer.byteLength(outcome.output), 20, 'less half a character');
		t.match(outcome.output, /^[äöü\n]+\nend\n$/);
	});

	await t.test('or tells why there is none', async (t) => {
		t.strictSame(await run('', { argv: ['no-such-command-here'] }), { type: 'failed', error: 'ENOENT' });
		t.strictSame(await run('', { argv: ['/etc/passwd'] }), { type: 'failed', error: 'EACCES' });
		t.strictSame(await run('', { directory: '/no/such/folder' }), { type: 'failed', error: 'ENOENT' });
		t.strictSame(await run('', { argv: [] }), { type: 'failed', error: 'EINVAL' });
	});

	await t.test('and kills the whole group of one that takes too long', async (t) => {
		const outcome = await run('sleep 1000 & echo $!; trap "" TERM; sleep 1000', { timeoutMs: 1500 });
		t.equal(outcome.type, 'timed-out');
		const pid = Number(outcome.type === 'timed-out' ? outcome.output : 'none');
		if (pid > 0) await driver.until('its child is gone', () => !isAlive(pid));
	});

	await t.test('and what one left behind in its group', async (t) => {
		const outcome = await run('sleep 1000 & echo $!');
		const pid = Number(outcome.type === 'ended' ? outcome.output : 'none');
		t.ok(pid > 0);
		await driver.until('it is gone', () => !isAlive(pid));
	});

	await t.test('and does not wait for who left the group with its output', async (t) => {
		// Not before it has left: with the shell's end its group is killed.
		const left = 'until [ "$(cut -d" " -f6 /proc/$pid/stat)" = $pid ]; do :; done';
		const outcome = await run(`setsid sleep 1000 & pid=$!; ${left}; echo $pid`);
		const pid = Number(outcome.type === 'ended' ? outcome.output : 'none');
		t.ok(pid > 0, 'it was told though its output is held open');
		process.kill(pid, 'SIGKILL');
		await driver.until('it is gone', () => !isAlive(pid));
	});

	await t.test('or is told to end one', async (t) => {
		const abort = new AbortController();
		const running = run('sleep 1000', { signal: abort.signal });
		abort.abort();
		t.strictSame(await running, { type: 'failed', error: 'ECANCELED' });
		t.strictSame(await run('exit 0', { signal: abort.signal }), { type: 'failed', error: 'ECANCELED' });
		const lives = new AbortController();
		t.strictSame(await run('echo $$', { signal: lives.signal }).then((outcome) => outcome.type), 'ended');
	});

	await t.test('many at once, none of which is taken for an orphan or a program', async (t) => {
		const taken = new Set<string>();
		processes.onOrphan(({ pid }) => taken.add(`${pid}\n`));
		processes.onExit(({ pid }) => taken.add(`${pid}\n`));
		const descriptors = () => readdirSync('/proc/self/fd').length;
		const before = descriptors();
		const outcomes = await Promise.all(Array.from({ length: 40 }, (_, code) => run(`echo $$; exit ${code}`)));
		for (const [code, outcome] of outcomes.entries()) {
			const pid = outcome.type === 'ended' ? outcome.output : 'none';
			t.strictSame(outcome, ended(code, pid));
			t.notOk(taken.has(pid), pid);
		}
		await driver.until('no descriptor is left', () => descriptors() <= before);
	});
}

/** What comes from two pipes comes in any order. */
function sorted(outcome: CommandOutcome): CommandOutcome {
	if (outcome.type !== 'ended') return outcome;
	const lines = outcome.output.split('\n').filter((line) => line !== '');
	return { ...outcome, output: `${lines.sort().join('\n')}\n` };
}
