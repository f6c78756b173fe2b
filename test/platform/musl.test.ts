import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { findPackageRoot } from '../../src/platform/package-root.ts';

const source = fileURLToPath(new URL('musl/harness.c', import.meta.url));
const addon = join(findPackageRoot(), 'native', 'prebuilt', `linux-${process.arch}.node`);

// `cc` to see that the harness itself is right, where there is no musl.
for (const compiler of ['musl-gcc', 'cc']) {
	const skip = spawnSync(compiler, ['--version']).error !== undefined && `no ${compiler}`;
	t.test(`the prebuilt addon loads and starts programs in what ${compiler} builds`, { skip }, async (t) => {
		const folder = mkdtempSync(join(tmpdir(), 'podvisor-'));
		t.teardown(() => rmSync(folder, { recursive: true }));
		const harness = join(folder, 'harness');
		const built = spawnSync(compiler, ['-rdynamic', '-o', harness, source, '-ldl'], { encoding: 'utf8' });
		t.equal(built.status, 0, built.stderr);
		const { stdout } = spawnSync(harness, [addon], { encoding: 'utf8' });
		t.equal(stdout, 'hello\nexit 7\nexecve 2\n');
	});
}
