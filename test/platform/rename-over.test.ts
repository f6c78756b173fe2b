import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { renameOver } from '../../src/platform/rename-over.ts';

/** What this process has open below a folder. */
function heldIn(folder: string): string[] {
	return readdirSync('/proc/self/fd').flatMap((fd) => {
		try {
			const path = readlinkSync(`/proc/self/fd/${fd}`);
			return path.startsWith(folder) ? [path] : [];
		} catch {
			// ENOENT: the descriptor that the folder was read by.
			return [];
		}
	});
}

t.test('a large file is replaced at once, and held by nobody in the end', async (t) => {
	const folder = t.testdir({ old: 'old', new: 'new' });
	const [from, to] = [join(folder, 'new'), join(folder, 'old')];
	truncateSync(to, 50_000_000);
	renameOver(from, to);
	t.equal(readFileSync(to, 'utf8'), 'new');
	t.strictSame(readdirSync(folder), ['old']);
	while (heldIn(folder).length > 0) await setImmediate();
	t.strictSame(heldIn(folder), []);
});

t.test('where the new one is missing the large one stays', async (t) => {
	const folder = t.testdir({ old: '' });
	truncateSync(join(folder, 'old'), 50_000_000);
	t.throws(() => renameOver(join(folder, 'new'), join(folder, 'old')), { code: 'ENOENT', syscall: 'rename' });
	t.strictSame(readdirSync(folder), ['old']);
	while (heldIn(folder).length > 0) await setImmediate();
	t.strictSame(heldIn(folder), []);
});

t.test('what has the name may be small, nothing, or a named pipe without a writer', async (t) => {
	const folder = t.testdir({ small: 'old' });
	const from = join(folder, 'new');
	for (const name of ['small', 'nothing', 'pipe']) {
		if (name === 'pipe') execFileSync('mkfifo', [join(folder, name)]);
		writeFileSync(from, name);
		renameOver(from, join(folder, name));
		t.equal(readFileSync(join(folder, name), 'utf8'), name);
		t.strictSame(heldIn(folder), []);
	}
});
