// Bundles each bin into one CommonJS file: CommonJS because it starts in half the time of ES modules, and because
// packages that are loaded lazily stay unparsed until then. Plain JavaScript: it runs on any Node that npm came with.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

mkdirSync(`${root}dist`, { recursive: true });
await build({
	absWorkingDir: root,
	entryPoints: { podvisord: 'src/bin/podvisord.ts' },
	outdir: 'dist',
	bundle: true,
	platform: 'node',
	format: 'cjs',
	target: 'node24',
	banner: { js: '#!/usr/bin/env node' },
	define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
	legalComments: 'none',
	logLevel: 'warning',
});
// The package is one of ES modules; what is in dist/ is not.
writeFileSync(`${root}dist/package.json`, '{ "type": "commonjs" }\n');
chmodSync(`${root}dist/podvisord.js`, 0o755);
