import { execFileSync, spawnSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	fstatSync,
	lchownSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { readRange } from './read-range.ts';

const files = createNodeFiles();

t.test('appends, and knows the size of the file that was there', async (t) => {
	const path = join(t.testdir({ log: 'before\n' }), 'log');
	const file = files.openAppend(path);
	t.equal(file.size, 7);
	t.equal(file.isRegular, true);
	t.equal(file.write(Buffer.from('after\n')), 6);
	t.equal(file.size, 13);
	t.equal(readFileSync(path, 'utf8'), 'before\nafter\n');
	file.truncate();
	file.write(Buffer.from('new\n'));
	t.equal(file.size, 4);
	t.equal(readFileSync(path, 'utf8'), 'new\n');
	file.close();
	t.throws(() => fstatSync(file.fd), { code: 'EBADF' });
});

t.test('reads the text of regular files, and never waits for any other kind', async (t) => {
	const folder = t.testdir({ text: 'a=b\n', large: '' });
	execFileSync('mkfifo', [join(folder, 'fifo')]);
	symlinkSync('/dev/zero', join(folder, 'zero'));
	truncateSync(join(folder, 'large'), 2 ** 32);
	t.equal(files.readText(join(folder, 'text')), 'a=b\n');
	t.match(files.readText('/proc/self/limits'), 'Max open files');
	t.throws(() => files.readText(join(folder, 'fifo')), { code: 'EINVAL' });
	t.throws(() => files.readText(join(folder, 'zero')), { code: 'EINVAL' });
	t.throws(() => files.readText(join(folder, 'large')), { code: 'EFBIG' });
	t.throws(() => files.readText(folder), { code: 'EISDIR' });
	t.throws(() => files.readText(join(folder, 'none')), { code: 'ENOENT' });
});

t.test('reads ranges of regular files alone, and no more than there is', async (t) => {
	const folder = t.testdir({ log: 'text', large: '' });
	execFileSync('mkfifo', [join(folder, 'fifo')]);
	symlinkSync('/dev/zero', join(folder, 'zero'));
	truncateSync(join(folder, 'large'), 2 ** 40);
	for (const [path, code] of [
		[join(folder, 'fifo'), 'EINVAL'],
		[join(folder, 'zero'), 'EINVAL'],
		[folder, 'EISDIR'],
	] as const) {
		t.throws(() => files.openRead(path), { code });
		t.throws(() => readRange(files, path, { offset: 0, maxBytes: 1 }), { code });
		t.equal(files.status(path), undefined);
	}
	t.equal(files.status(join(folder, 'large'))?.size, 2 ** 40);
	t.equal(readRange(files, join(folder, 'large'), { offset: 2 ** 40 - 3, maxBytes: 100 }).length, 3);
	t.equal(readRange(files, join(folder, 'log'), { offset: 0, maxBytes: Number.POSITIVE_INFINITY }).toString(), 'text');
	const open = readdirSync('/proc/self/fd').length;
	readRange(files, join(folder, 'log'), { offset: 0, maxBytes: 1 });
	t.equal(readdirSync('/proc/self/fd').length, open, 'nothing stays open');
});

t.test('a new file has the mode that the umask leaves', async (t) => {
	const before = process.umask(0o027);
	const path = join(t.testdir({}), 'log');
	files.openAppend(path).close();
	process.umask(before);
	t.equal(statSync(path).mode & 0o777, 0o640);
});

t.test(
	'a file that was deleted or moved away is not linked any more; one truncated by others tells its new size',
	async (t) => {
		const path = join(t.testdir({ log: '' }), 'log');
		const file = files.openAppend(path);
		file.write(Buffer.from('0123456789'));
		t.equal(file.isLinked(), true);
		truncateSync(path, 3);
		t.equal(file.isLinked(), true);
		t.equal(file.size, 3);
		renameSync(path, `${path}.1`);
		t.equal(file.isLinked(), false);
		writeFileSync(path, '');
		t.equal(file.isLinked(), false, 'another file of that name');
		unlinkSync(path);
		t.equal(file.isLinked(), false);
		file.close();
	},
);

t.test(
	'a named pipe without a reader neither waits nor fails, and a later reader finds what was written',
	async (t) => {
		const path = join(t.testdir({}), 'fifo');
		execFileSync('mkfifo', [path]);
		const pipe = files.openAppend(path);
		t.equal(pipe.isRegular, false);
		const line = Buffer.from('kept until someone reads\n');
		t.equal(pipe.write(line), line.length);
		t.equal(execFileSync('head', ['-n', '1', path], { encoding: 'utf8' }), 'kept until someone reads\n');
		pipe.close();
	},
);

const OTHER_UID = 33;

/** The link `log` in a folder, anew: somebody's, and to wherever it leads now. */
function linkIn(folder: string, target: string, uid: number): string {
	const path = join(folder, 'log');
	rmSync(path, { force: true });
	symlinkSync(target, path);
	lchownSync(path, uid, uid);
	return path;
}

t.test(
	'root follows no link of a service that leads to what the service could not write itself',
	{ skip: process.geteuid?.() !== 0 && 'needs root' },
	async (t) => {
		const folder = t.testdir({ secret: 'root:x:0:0\n', own: '' });
		chownSync(join(folder, 'own'), OTHER_UID, OTHER_UID);
		const linkTo = (target: string, uid: number): string => linkIn(folder, target, uid);
		for (const target of ['secret', 'new', '/dev/zero']) {
			t.throws(() => files.openAppend(linkTo(target, OTHER_UID)), { code: target === 'new' ? 'ENOENT' : 'ELOOP' });
		}
		t.strictSame(readdirSync(folder).sort(), ['log', 'own', 'secret'], 'nothing was made');
		for (const [target, uid] of [
			['own', OTHER_UID],
			['secret', 0],
			['new', 0],
			['/dev/null', OTHER_UID],
		] as const) {
			t.doesNotThrow(() => files.openAppend(linkTo(target, uid)).close(), `${target} by ${uid}`);
		}
	},
);

t.test(
	"root shows nobody what a service's log links to, unless it is the service's own",
	{ skip: process.geteuid?.() !== 0 && 'needs root to become another' },
	async (t) => {
		const folder = t.testdir({ own: 'own', secret: 'secret' });
		chownSync(join(folder, 'own'), OTHER_UID, OTHER_UID);
		const linkTo = (target: string, uid: number): string => linkIn(folder, target, uid);
		const open = readdirSync('/proc/self/fd').length;
		t.throws(() => readRange(files, linkTo('secret', OTHER_UID), { offset: 0, maxBytes: 100 }), { code: 'ELOOP' });
		t.throws(() => readRange(files, linkTo('/proc/self/environ', OTHER_UID), { offset: 0, maxBytes: 100 }), {
			code: 'ELOOP',
		});
		t.equal(readdirSync('/proc/self/fd').length, open, 'nothing stays open');
		t.equal(readRange(files, linkTo('own', OTHER_UID), { offset: 0, maxBytes: 100 }).toString(), 'own');
		t.equal(readRange(files, linkTo('secret', 0), { offset: 0, maxBytes: 100 }).toString(), 'secret');
	},
);

t.test('/dev/null takes everything, /dev/full nothing', async (t) => {
	const nothing = files.openAppend('/dev/null');
	t.equal(nothing.write(Buffer.alloc(1e6)), 1e6);
	nothing.close();
	t.throws(() => fstatSync(nothing.fd), { code: 'EBADF' });
	const full = files.openAppend('/dev/full');
	t.equal(full.write(Buffer.from('x')), 0);
	full.close();
});

t.test('a file that cannot be opened says which errno it was', async (t) => {
	const directory = t.testdir({ folder: {} });
	t.throws(() => files.openAppend(join(directory, 'folder')), { code: 'EISDIR' });
	t.throws(() => files.openAppend(join(directory, 'none', 'log')), { code: 'ENOENT' });
	t.throws(() => files.readText(join(directory, 'none')), { code: 'ENOENT' });
});

t.test('a text is replaced as a whole, and nothing is left beside it', async (t) => {
	const directory = t.testdir({ state: 'old' });
	files.writeText(join(directory, 'state'), 'new', 0o600);
	t.equal(files.readText(join(directory, 'state')), 'new');
	t.equal(statSync(join(directory, 'state')).mode & 0o777, 0o600);
	mkdirSync(join(directory, 'taken'));
	t.throws(() => files.writeText(join(directory, 'taken'), 'new'));
	t.same(readdirSync(directory).sort(), ['state', 'taken']);
});

t.test(
	'a file in a folder that is closed to us is written in place, and what is no file of ours is not',
	{ skip: process.geteuid?.() !== 0 && 'needs root to become another' },
	async (t) => {
		const folder = t.testdir({ 'own.pid': 'a longer text from before', 'foreign.pid': 'foreign' });
		symlinkSync('own.pid', join(folder, 'link.pid'));
		chownSync(join(folder, 'own.pid'), OTHER_UID, OTHER_UID);
		const before = statSync(join(folder, 'own.pid'));
		process.seteuid?.(OTHER_UID);
		try {
			files.writeText(join(folder, 'own.pid'), '42\n');
			t.throws(() => files.writeText(join(folder, 'foreign.pid'), '42\n'), { code: 'EACCES' });
			t.throws(() => files.writeText(join(folder, 'link.pid'), '43\n'), { code: 'EACCES' });
			t.throws(() => files.writeText(join(folder, 'new.pid'), '42\n'), { code: 'EACCES' });
		} finally {
			process.seteuid?.(0);
		}
		t.equal(files.readText(join(folder, 'own.pid')), '42\n');
		t.equal(files.readText(join(folder, 'foreign.pid')), 'foreign');
		t.equal(statSync(join(folder, 'own.pid')).ino, before.ino);
		t.strictSame(readdirSync(folder).sort(), ['foreign.pid', 'link.pid', 'own.pid']);
	},
);

t.test(
	'a file that is mounted by itself is written in place',
	{ skip: process.geteuid?.() !== 0 && 'needs root to mount' },
	async (t) => {
		const folder = t.testdir({ outside: 'before', 'pod.pid': '' });
		const path = join(folder, 'pod.pid');
		execFileSync('mount', ['--bind', join(folder, 'outside'), path]);
		try {
			files.writeText(path, '42\n');
		} finally {
			execFileSync('umount', [path]);
		}
		t.equal(files.readText(join(folder, 'outside')), '42\n');
		t.strictSame(readdirSync(folder).sort(), ['outside', 'pod.pid']);
	},
);

t.test('pidfile=/dev/null: a device is written to, and neither replaced nor removed', async (t) => {
	const directory = t.testdir({});
	const device = join(directory, 'null');
	if (spawnSync('mknod', [device, 'c', '1', '3']).status !== 0) {
		t.comment('only who may make a device can try this');
		return;
	}
	files.writeText(device, 'text');
	t.ok(lstatSync(device).isCharacterDevice());
	files.remove(device);
	t.ok(lstatSync(device).isCharacterDevice());
	const link = join(directory, 'link');
	symlinkSync(device, link);
	files.writeText(link, 'text');
	t.ok(lstatSync(link).isSymbolicLink());
	files.remove(link);
	t.same(readdirSync(directory), ['null']);
});

t.test(
	'a link to a device that somebody else planted is replaced, and not written through',
	{ skip: process.geteuid?.() !== 0 && 'needs root to plant the link of another' },
	async (t) => {
		const directory = t.testdir({ target: 'untouched' });
		const path = join(directory, 'metrics.json');
		for (const target of ['/dev/full', join(directory, 'target')]) {
			symlinkSync(target, path);
			lchownSync(path, OTHER_UID, OTHER_UID);
			// /dev/full takes nothing: to write through would throw.
			files.writeText(path, '{}');
			t.ok(lstatSync(path).isFile(), target);
			t.equal(files.readText(path), '{}');
			files.remove(path);
		}
		t.equal(files.readText(join(directory, 'target')), 'untouched');
		t.strictSame(readdirSync(directory), ['target']);
	},
);

t.test('a unique file is new, empty and private, and is named as mkstemp names it', async (t) => {
	const directory = t.testdir({});
	const path = files.createUnique(join(directory, 'web-stdout---supervisor-'), '.log');
	t.match(path, /web-stdout---supervisor-[a-z0-9_]{8}\.log$/);
	t.equal(statSync(path).mode & 0o777, 0o600);
	t.not(files.createUnique(join(directory, 'web-stdout---supervisor-'), '.log'), path);
	t.throws(() => files.createUnique(join(directory, 'none', 'x'), ''), { code: 'ENOENT' });
});

t.test('executable is what has an x bit, even to root, and is no folder', async (t) => {
	const directory = t.testdir({ yes: '', no: '', folder: {} });
	chmodSync(join(directory, 'yes'), 0o755);
	chmodSync(join(directory, 'no'), 0o644);
	t.equal(files.isExecutable(join(directory, 'yes')), true);
	t.equal(files.isExecutable(join(directory, 'no')), false);
	t.equal(files.isExecutable(join(directory, 'folder')), false);
	t.equal(files.isExecutable(join(directory, 'none')), false);
	t.equal(files.isDirectory(join(directory, 'folder')), true);
	t.equal(files.isDirectory(join(directory, 'yes')), false);
	t.equal(files.isDirectory(join(directory, 'yes', 'below')), false);
});

t.test('removing what is not there is fine, removing a folder is not', async (t) => {
	const directory = t.testdir({ file: '', folder: {} });
	files.remove(join(directory, 'file'));
	files.remove(join(directory, 'file'));
	t.throws(() => files.remove(join(directory, 'folder')));
	t.same(files.list(directory), ['folder']);
});
