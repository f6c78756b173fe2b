import type pino from 'pino';

/**
 * pino, loaded now. It costs as much as a third of a bare Node's start, which is why no module imports it as such:
 * the first child is to run before that (docs/adr/0004-pino.md).
 */
export function loadPino(): typeof pino {
	// In the bundle `require` is CommonJS' own, and esbuild puts pino behind it; run from the sources there is none.
	if (typeof require === 'function') return require('pino');
	return process.getBuiltinModule('node:module').createRequire(import.meta.url)('pino');
}
