// Bundles each bin into one CommonJS file: CommonJS because it starts in half the time of ES modules, and because
// packages that are loaded lazily stay unparsed until then. Plain JavaScript: it runs on any Node that npm came with.
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
const inputs = [
	...(await bundle('podvisord', SHEBANG)),
	// Starts no programs. A tracer that the services require must not slow down, or break, each health check.
	...(await bundle('podctl', `#!/bin/sh\n':' //; unset NODE_OPTIONS; exec node "$0" "$@"`)),
];
// The package is one of ES modules; what is in dist/ is not.
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
writeFileSync(join(dist, 'LICENSES.txt'), licences(inputs));

/** Builds src/bin/NAME.ts to dist/NAME.js, and gives the files that went into it. */
async function bundle(name, shebang) {
	const outfile = join(dist, `${name}.js`);
	const { metafile } = await build({
		absWorkingDir: root,
		// The names in the bundle are those below the checkout, wherever it lies and wherever node_modules really is.
		preserveSymlinks: true,
		entryPoints: [`src/bin/${name}.ts`],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node24',
		banner: { js: shebang },
		define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
		legalComments: 'none',
		logLevel: 'warning',
		metafile: true,
	});
	chmodSync(outfile, 0o755);
	return Object.keys(metafile.inputs);
}

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
