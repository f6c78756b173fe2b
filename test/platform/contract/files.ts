import { join } from 'node:path';
import type { Test } from 'tap';
import { readRange } from '../read-range.ts';
import type { Driver } from './rig.ts';

/** How logs are read by whoever asks for them, while they are written and rotated. */
export async function fileContract(t: Test, driver: Driver): Promise<void> {
	const { files } = driver.rig.system;
	const folderOf = (t: Test) => (driver.rig.capabilities.realProcesses ? t.testdir({}) : '/tmp');

	await t.test('in ranges that end where the file does', async (t) => {
		const path = join(folderOf(t as Test), 'ranges');
		files.writeText(path, '0123456789');
		t.equal(files.status(path)?.size, 10);
		t.equal(readRange(files, path, { offset: 0, maxBytes: 4 }).toString(), '0123');
		t.equal(readRange(files, path, { offset: 8, maxBytes: 1e15 }).toString(), '89');
		for (const [offset, most] of [
			[10, 1],
			[1e15, 5],
			[0, 0],
		] as const) {
			t.equal(readRange(files, path, { offset, maxBytes: most }).length, 0);
		}
		t.throws(() => readRange(files, `${path}.none`, { offset: 0, maxBytes: 1 }), { code: 'ENOENT' });
		t.equal(files.status(`${path}.none`), undefined);
		files.remove(path);
	});

	await t.test('and follows one that is renamed away, truncated or deleted', async (t) => {
		const path = join(folderOf(t as Test), 'followed');
		const log = files.openAppend(path);
		log.write(Buffer.from('before\n'));
		const reader = files.openRead(path);
		t.strictSame(reader.status(), files.status(path));
		files.rename(path, `${path}.1`);
		log.write(Buffer.from('after\n'));
		t.equal(reader.read(7, 100).toString(), 'after\n');
		const next = files.openAppend(path);
		const { ino: before } = reader.status();
		t.not(files.status(path)?.ino, before, 'the name is another file now');
		t.equal(files.status(`${path}.1`)?.ino, before);
		log.truncate();
		t.equal(reader.status().size, 0);
		t.equal(reader.read(7, 100).length, 0);
		files.remove(`${path}.1`);
		log.write(Buffer.from('last\n'));
		t.equal(reader.read(0, 100).toString(), 'last\n');
		reader.close();
		log.close();
		next.close();
		files.remove(path);
	});
}
