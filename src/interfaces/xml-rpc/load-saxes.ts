import type * as Saxes from 'saxes';

/** saxes, loaded now: with the first call, not at the start (docs/adr/0012-saxes.md). */
export function loadSaxes(): typeof Saxes {
	// In the bundle `require` is CommonJS' own, and esbuild puts saxes behind it; run from the sources there is none.
	if (typeof require === 'function') return require('saxes');
	return process.getBuiltinModule('node:module').createRequire(import.meta.url)('saxes');
}
