import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { freshFolder, removeLeftFolders } from '../../bench/runner/fresh-folder.ts';

t.test('the folders of benches that were killed are removed, and nobody else’s', async (t) => {
	const base = t.testdir({ other: {}, 'podvisor-bench-notes': {} });
	const own = freshFolder(base);
	// No pid is as high.
	mkdirSync(join(base, 'podvisor-bench-99999999-abcdef', 'inner'), { recursive: true });
	removeLeftFolders(base);
	t.strictSame(readdirSync(base).sort(), ['other', 'podvisor-bench-notes', own.slice(base.length + 1)].sort());
});
