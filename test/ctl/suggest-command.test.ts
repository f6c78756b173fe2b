import t from 'tap';
import { COMMAND_TABLE } from '../../src/ctl/commands/command-table.ts';
import { suggestCommand } from '../../src/ctl/suggest-command.ts';
import { runClient } from './run-client.ts';

const NAMES = COMMAND_TABLE.map(({ name }) => name);

t.test('a command of other tools, or one that was mistyped, leads to ours', async (t) => {
	for (const [typed, meant] of [
		['logs', 'tail'],
		['ps', 'status'],
		['kill', 'signal'],
		['statsu', 'status'],
		['reastart', 'restart'],
		['nonsense', undefined],
	] as const) {
		t.equal(suggestCommand(typed, NAMES), meant, typed);
	}
});

t.test('podctl logs is answered as supervisorctl does, and with what was meant on stderr', async (t) => {
	const { stdout, stderr, code } = await runClient('podctl', ['-s', 'unix:///nowhere/pod.sock', 'logs', 'web']);
	t.equal(stdout, '*** Unknown syntax: logs web\n');
	t.equal(stderr, 'did you mean tail? (podctl help tail)\n');
	t.equal(code, 1);
});

t.test('what is like no command is answered as supervisorctl does, and no more', async (t) => {
	const { stdout, stderr } = await runClient('podctl', ['-s', 'unix:///nowhere/pod.sock', 'nonsense']);
	t.same({ stdout, stderr }, { stdout: '*** Unknown syntax: nonsense\n', stderr: '' });
});
