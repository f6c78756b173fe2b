import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

/** A new folder that every user can reach; the test's end removes it, however closed it is by then. */
export function temporaryFolder(t: Test): string {
	const folder = mkdtempSync(join(tmpdir(), 'core-pod-test-'));
	chmodSync(folder, 0o755);
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}
