import { createHash } from 'node:crypto';

/**
 * JavaScript that defines `loadMain()`: NAME-main.js, with what V8 compiled of it from NAME-main.cache where that was made
 * of this very text by this very Node. Its first line says so; V8 checks its own version and settings besides. In any
 * other case, and where there is none, V8 compiles it.
 */
export function mainLoader(name, mainText) {
	return `${loadMain}\n`
		.replaceAll('NAME', name)
		.replaceAll('HASH', hashOf(mainText))
		.replaceAll('ORIGIN_BYTES', ORIGIN_BYTES);
}

/** A multiple of eight, for V8 copies a cache that does not begin at one; longer than any list of versions. */
const ORIGIN_BYTES = 1024;

/** The first line of a cache that this Node makes. */
export function originOf(mainText) {
	return `${`${hashOf(mainText)} ${process.arch} ${JSON.stringify(process.versions)}`.padEnd(ORIGIN_BYTES - 1)}\n`;
}

function hashOf(text) {
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * As Node wraps each CommonJS module. In the file already: to put half a megabyte together at each start takes V8 a
 * millisecond, and a collection of the young generation besides.
 */
export function wrapped(text) {
	return `(function(exports,require,module,__filename,__dirname){${text}\n})`;
}

/* global __dirname, module, require */
function loadMain() {
	const { readFileSync } = require('node:fs');
	const Module = require('node:module');
	const { Script } = require('node:vm');
	const filename = `${__dirname}/NAME-main.js`;
	let cachedData;
	try {
		const cache = readFileSync(`${__dirname}/NAME-main.cache`);
		const origin = `HASH ${process.arch} ${JSON.stringify(process.versions)}`.padEnd(ORIGIN_BYTES - 1);
		if (cache.latin1Slice(0, ORIGIN_BYTES) === `${origin}\n`) cachedData = cache.subarray(ORIGIN_BYTES);
	} catch {
		// ENOENT: none was made.
	}
	const main = new Module(filename, module);
	main.filename = filename;
	require.cache[filename] = main;
	const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
	script.runInThisContext()(main.exports, Module.createRequire(filename), main, filename, __dirname);
	main.loaded = true;
	return main.exports;
}
