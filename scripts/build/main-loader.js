import { createHash } from 'node:crypto';

/**
 * JavaScript that defines `loadMain()`: NAME-main.js, with what V8 compiled of it from NAME-main.cache where that was made
 * of this very text by this very Node. Its first line says so; V8 checks its own version and settings besides. In any
 * other case, and where there is none, the file is loaded as any other.
 */
export function mainLoader(name, mainText) {
	return `${wrapped}\n${loadMain}\n`.replaceAll('NAME', name).replaceAll('HASH', hashOf(mainText));
}

/** The first line of a cache that this Node makes. */
export function originOf(mainText) {
	return `${hashOf(mainText)} ${process.arch} ${JSON.stringify(process.versions)}\n`;
}

function hashOf(text) {
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** As Node wraps each CommonJS module. */
export function wrapped(text) {
	return `(function(exports,require,module,__filename,__dirname){${text}\n})`;
}

/* global __dirname, module, require */
function loadMain() {
	const { readFileSync } = require('node:fs');
	const file = `${__dirname}/NAME-main.js`;
	let cache;
	try {
		cache = readFileSync(`${__dirname}/NAME-main.cache`);
	} catch {
		// ENOENT: none was made.
		return require('./NAME-main.js');
	}
	const origin = Buffer.from(`HASH ${process.arch} ${JSON.stringify(process.versions)}\n`);
	if (!cache.subarray(0, origin.length).equals(origin)) return require('./NAME-main.js');
	const Module = require('node:module');
	const { Script } = require('node:vm');
	const main = new Module(file, module);
	main.filename = file;
	require.cache[file] = main;
	const script = new Script(wrapped(readFileSync(file, 'latin1')), {
		filename: file,
		cachedData: cache.subarray(origin.length),
	});
	script.runInThisContext()(main.exports, Module.createRequire(file), main, file, __dirname);
	main.loaded = true;
	return main.exports;
}
