import t from 'tap';
import { type FoundExecutable, findExecutable } from '../../src/config/find-executable.ts';
import { FakeFaults } from '../../src/platform/fake/fake-faults.ts';
import { FakeFiles } from '../../src/platform/fake/fake-files.ts';

function find(
	argv: readonly string[],
	more: { directory?: string; environment?: Record<string, string> } = {},
): FoundExecutable {
	const files = new FakeFiles(new FakeFaults());
	files.put('/bin/sleep', '', 0o755);
	files.put('/srv/run', '', 0o755);
	files.put('/srv/bin/run', '', 0o755);
	files.put('/srv/text', '', 0o644);
	return findExecutable(
		{ command: argv.join(' '), argv, directory: more.directory, environment: more.environment ?? {} },
		{ files, path: '/bin' },
	);
}

t.test('finds a command by PATH, by its path, and from its own directory', (t) => {
	t.strictSame(find(['sleep', '1']), { ok: true, file: '/bin/sleep' });
	t.strictSame(find(['/srv/run']), { ok: true, file: '/srv/run' });
	t.strictSame(find(['bin/run'], { directory: '/srv' }), { ok: true, file: 'bin/run' });
	t.strictSame(find(['run'], { environment: { PATH: '/nowhere:/srv' } }), { ok: true, file: '/srv/run' });
	t.end();
});

t.test("says in supervisord's words, which quote as Python does, why there is none", (t) => {
	for (const [program, error, exitCode] of [
		['/no/such', "can't find command '/no/such'", 127],
		["it's", `can't find command "it's"`, 127],
		['/srv', "command at '/srv' is a directory", 126],
		['/srv/text', "command at '/srv/text' is not executable", 126],
		['', 'command is empty', 127],
	] as const) {
		t.strictSame(find([program]), { ok: false, error, exitCode });
	}
	t.end();
});

t.test('a command that cannot be split says so, though it has no words', (t) => {
	const files = new FakeFiles(new FakeFaults());
	const command = "/bin/sh -c 'sleep 1";
	t.strictSame(findExecutable({ command, argv: [], directory: undefined, environment: {} }, { files, path: '/bin' }), {
		ok: false,
		error: 'can\'t parse command "/bin/sh -c \'sleep 1": No closing quotation',
		exitCode: 127,
	});
	t.end();
});
