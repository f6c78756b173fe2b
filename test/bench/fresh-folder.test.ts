import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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

t.test('the folders of a bench go with it, also when it is killed', async (t) => {
	const base = t.testdir({ other: {} });
	const module = new URL('../../bench/runner/fresh-folder.ts', import.meta.url).href;
	const script = `
		import { writeFileSync } from 'node:fs';
		import { freshFolder, removeFoldersAtEnd } from ${JSON.stringify(module)};
		removeFoldersAtEnd([${JSON.stringify(base)}]);
		writeFileSync(freshFolder(${JSON.stringify(base)}) + '/log', 'x');
		console.log('there');
		setInterval(() => undefined, 1000);
	`;
	const bench = spawn(process.execPath, ['--input-type=module', '-e', script], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = once(bench, 'close');
	await Promise.race([once(bench.stdout, 'data'), ended]);
	t.equal(readdirSync(base).length, 2);
	bench.kill('SIGKILL');
	await ended;
	while (readdirSync(base).length > 1) await delay(20);
	t.strictSame(readdirSync(base), ['other']);
});
