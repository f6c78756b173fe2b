// Bundles each bin into CommonJS: because it starts in half the time of ES modules, and because what is loaded lazily
// stays unread until then. Plain JavaScript: it runs on any Node that npm came with.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCodeCache, makeRehearsedCache } from './build/make-code-cache.js';
import { splitBundle } from './build/split-bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

// Started by its own name, it first puts aside for its programs what Node would take for itself: NODE_OPTIONS, which are
// meant for the services (a tracer to require, a heap of gigabytes), and the soft limit of open files, which Node raises
// to the hard one. A PID 1 would ignore a SIGTERM that comes while this runs; it is noted. src/daemon/start-line.ts takes
// all this up. To JavaScript the second line is a directive and a comment.
const SHEBANG = [
	'#!/bin/sh',
	`':' //; unset PODVISOR_SIGNAL; trap 'export PODVISOR_SIGNAL=SIGTERM' TERM; trap 'export PODVISOR_SIGNAL=SIGINT' INT; PODVISOR_NODE_OPTIONS="\${NODE_OPTIONS-}" PODVISOR_NOFILE="$(ulimit -Sn)"; export PODVISOR_NODE_OPTIONS PODVISOR_NOFILE; unset NODE_OPTIONS; exec node "$0" "$@"`,
].join('\n');

mkdirSync(dist, { recursive: true });
const bundles = [
	await splitBundle({ root, name: 'podvisord', main: 'src/bin/run-podvisord.ts' }),
	await splitBundle({ root, name: 'podctl' }),
];
const texts = new Map(bundles.flatMap((bundle) => [...bundle.texts]));
// podctl starts no programs. A tracer that the services require must not slow down, or break, each health check.
for (const [bin, shebang] of [
	['podvisord.js', SHEBANG],
	['podctl.js', `#!/bin/sh\n':' //; unset NODE_OPTIONS; exec node "$0" "$@"`],
]) {
	texts.set(bin, `${shebang}\n${texts.get(bin)}`);
}
// The package is one of ES modules; what is in dist/ is not.
texts.set('package.json', '{ "type": "commonjs" }\n');
texts.set('LICENSES.txt', licences(bundles.flatMap(({ inputs }) => inputs)));
for (const [name, text] of texts) writeFileSync(join(dist, name), text);
for (const bin of ['podvisord.js', 'podctl.js']) chmodSync(join(dist, bin), 0o755);
// What an earlier build made is of no use to anybody.
for (const name of readdirSync(dist)) {
	if (!texts.has(name)) rmSync(join(dist, name), { recursive: true });
}

for (const name of ['podvisord-later', 'podctl']) makeCodeCache(join(dist, `${name}-main.js`));
// It reads podvisord-later.js where it has to.
makeRehearsedCache(join(dist, 'podvisord-main.js'));

/** The licences of the packages whose code is in the bundle: their terms ask that they go with it. */
function licences(files) {
	const packages = new Set(files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
	if (packages.size === 0) throw new Error('dist/LICENSES.txt would name no package: where is node_modules?');
	return [...packages]
		.sort()
		.map((folder) => {
			const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
			const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
			const text = file === undefined ? '' : `\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}`;
			return `${name} ${version}: ${license}${text}\n`;
		})
		.join(`\n${'-'.repeat(80)}\n\n`);
}
