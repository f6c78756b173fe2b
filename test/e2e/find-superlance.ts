import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The interpreter that Debian's `supervisor`, which superlance imports, is installed for. */
export const PYTHON: string = '/usr/bin/python3';

/**
 * A folder for PYTHONPATH in which `superlance` lies: $PODVISOR_SUPERLANCE, else its source from PyPI in a temporary
 * folder. A sentence where it cannot be had here.
 */
export async function findSuperlance(): Promise<{ readonly folder: string } | { readonly missing: string }> {
	const folder = process.env['PODVISOR_SUPERLANCE'];
	if (folder !== undefined) {
		return canImport(folder) ? { folder } : { missing: `PODVISOR_SUPERLANCE=${folder} holds no superlance` };
	}
	if (!existsSync(PYTHON)) return { missing: 'there is no Python' };
	try {
		return unpack(await download());
	} catch (error) {
		return {
			missing: `superlance cannot be fetched from PyPI (${String(error)}); PODVISOR_SUPERLANCE=FOLDER names it`,
		};
	}
}

async function download(): Promise<{ readonly name: string; readonly bytes: Buffer }> {
	const signal = AbortSignal.timeout(20_000);
	const index = await fetch('https://pypi.org/pypi/superlance/json', { signal });
	const { urls } = (await index.json()) as { urls: { packagetype: string; url: string; filename: string }[] };
	const sdist = urls.find(({ packagetype }) => packagetype === 'sdist');
	if (sdist === undefined) throw new Error('PyPI lists no source of it');
	const archive = await fetch(sdist.url, { signal });
	return { name: sdist.filename.replace(/\.tar\.gz$/, ''), bytes: Buffer.from(await archive.arrayBuffer()) };
}

function unpack({ name, bytes }: { name: string; bytes: Buffer }): { folder: string } | { missing: string } {
	const parent = mkdtempSync(join(tmpdir(), 'podvisor-superlance-'));
	writeFileSync(join(parent, 'superlance.tar.gz'), bytes);
	const { status } = spawnSync('tar', ['-xzf', 'superlance.tar.gz'], { cwd: parent });
	const folder = join(parent, name);
	return status === 0 && canImport(folder) ? { folder } : { missing: `${name} from PyPI could not be used` };
}

function canImport(folder: string): boolean {
	const environment = { PATH: process.env['PATH'] ?? '', PYTHONPATH: folder };
	const { status } = spawnSync(PYTHON, ['-c', 'import superlance.httpok, superlance.memmon, supervisor'], {
		env: environment,
	});
	return status === 0;
}
