import fc from 'fast-check';
import t from 'tap';
import { LogFollower } from '../../../src/interfaces/log-tail/log-follower.ts';
import { RotatingFile } from '../../../src/logs/rotating-file.ts';
import { createFakeSystem, type FakeSystem } from '../../../src/platform/fake/fake-system.ts';
import type { Files } from '../../../src/platform/files.ts';
import '../../fixtures/seed.ts';

const PATH = '/tmp/a.log';

function rig(options: { readonly maxbytes?: number; readonly backups?: number } = {}) {
	const system = createFakeSystem();
	const log = new RotatingFile({
		path: PATH,
		maxbytes: options.maxbytes ?? 0,
		backups: options.backups ?? 10,
		files: system.files,
		clock: system.clock,
		report: ({ action, path }) => t.fail(`${action} ${path}`),
	});
	return { system, write: (text: string) => log.write(Buffer.from(text)), log };
}

function follow(
	{ files }: FakeSystem,
	headBytes = 1024,
): { readonly follower: LogFollower; readonly rest: () => string } {
	const follower = new LogFollower({ files, path: PATH, headBytes });
	return { follower, rest: () => readAll(follower) };
}

function readAll(follower: LogFollower, maxBytes = 1000): string {
	let text = '';
	for (let bytes = follower.read(maxBytes); bytes !== undefined; bytes = follower.read(maxBytes)) text += bytes;
	return text;
}

t.test('begins with the last bytes, then what comes', async (t) => {
	const { system, write } = rig();
	write('0123456789');
	const { rest } = follow(system, 4);
	t.equal(rest(), '6789');
	t.equal(rest(), '');
	write('ab');
	t.equal(rest(), 'ab');
	t.equal(follow(system, 100).rest(), '0123456789ab', 'all where there is less');
});

t.test('says that a log was emptied, and goes on from its beginning', async (t) => {
	const { system, write } = rig({ maxbytes: 10, backups: 0 });
	write('12345\n');
	const { rest } = follow(system);
	t.equal(rest(), '12345\n');
	write('67890\n');
	t.equal(rest(), '==> File truncated <==\n');
	write('ab\n');
	t.equal(rest(), 'ab\n');
});

t.test('a log that is removed and begun anew is read to its end, then on', async (t) => {
	const { system, write, log } = rig();
	write('old\n');
	const { rest } = follow(system, 0);
	write('last\n');
	log.remove();
	write('new\n');
	t.equal(rest(), 'last\nnew\n');
	system.files.remove(PATH);
	t.equal(rest(), '', 'deleted, and nothing there yet');
});

t.test('no byte is lost or told twice, however often a log rotates and it is looked at', async () => {
	const turn = fc.oneof(
		{ weight: 4, arbitrary: fc.nat(30).map((length) => ({ type: 'write', length }) as const) },
		{ weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((maxBytes) => ({ type: 'read', maxBytes }) as const) },
		{ weight: 1, arbitrary: fc.constant({ type: 'readAll' } as const) },
	);
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 60 }), fc.integer({ min: 5, max: 60 }), (turns, maxbytes) => {
			const { system, write } = rig({ maxbytes, backups: 100 });
			const { follower, rest } = follow(system);
			let written = '';
			let read = '';
			for (const turn of turns) {
				if (turn.type === 'write') {
					const line = `${String(written.length).padEnd(turn.length, '.')}\n`;
					write(line);
					written += line;
				} else read += turn.type === 'read' ? (follower.read(turn.maxBytes) ?? '') : rest();
			}
			return read + rest() === written;
		}),
		{ numRuns: 500 },
	);
});

t.test('where more rotated away than there are backups, it goes on with what there is', async (t) => {
	const { system, write } = rig({ maxbytes: 4, backups: 2 });
	const { rest } = follow(system);
	for (const line of ['aaa\n', 'bbb\n', 'ccc\n', 'ddd\n', 'eee\n', 'f\n']) write(line);
	t.match(rest(), /f\n$/);
	write('g\n');
	t.equal(rest(), 'g\n');
});

t.test('no file is an error with a code', async (t) => {
	const system = createFakeSystem();
	t.throws(() => follow(system), { code: 'ENOENT' });
});

t.test('a service that fills the folder of its log with files that look like backups holds nobody up', async (t) => {
	const { system, write, log } = rig();
	write('old\n');
	const looked: string[] = [];
	const { openRead, status } = system.files;
	const files: Files = Object.create(null, {
		openRead: { value: openRead.bind(system.files) },
		status: {
			value(path: string) {
				looked.push(path);
				return status.call(system.files, path);
			},
		},
	});
	const follower = new LogFollower({ files, path: PATH, headBytes: 1024 });
	for (let backup = 1; backup <= 3000; backup++) system.files.writeText(`${PATH}.${backup}`, 'x');
	log.remove();
	write('new\n');
	t.equal(readAll(follower), 'old\nnew\n');
	t.ok(looked.length < 1500, `${looked.length} files were looked at`);
});
