import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { LATE_MODULES, lateModules, withLateModules } from './late-modules.js';
import { mainLoader, wrapped } from './main-loader.js';

/**
 * What is the same for each output. White space goes because V8 reads every byte of it at each start, and what is not
 * ASCII because it would make V8 keep the source with two bytes a character. Names stay, and lines are short enough that
 * a stack trace tells a place.
 */
const STYLE = {
	platform: 'node',
	target: 'node24',
	minifyWhitespace: true,
	lineLimit: 200,
	charset: 'ascii',
	legalComments: 'none',
	logLevel: 'warning',
};

/**
 * Bundles `src/bin/NAME.ts` and what it imports into CommonJS: NAME.js holds the entry, NAME-main.js whatever `main`
 * needs from the beginning (without a `main` all that the entry needs, and NAME.js loads that), NAME-later.js what only
 * some pods need (`late-modules.js`), and each module that is behind an `import()` is a
 * file of its own, as is what only such files share, and each package that is behind a `require()`.
 *
 * esbuild splits ES modules only. So it does that, then makes each piece CommonJS, and the pieces that are needed at the
 * start anyway are put into one file: each file more would be looked up, read and compiled by itself.
 * @returns The files' texts by their names, and the paths of the sources below `root` that are in them.
 */
export async function splitBundle({ root, name, main }) {
	const outdir = join(root, 'dist');
	const required = new Set();
	// What a whole start goes without is told from what the rest needs by who has a main.
	const late = main === undefined ? [] : LATE_MODULES;
	const { outputFiles, metafile } = await build({
		...STYLE,
		absWorkingDir: root,
		// The names in the bundle are those below the checkout, wherever it lies and wherever node_modules really is.
		preserveSymlinks: true,
		entryPoints: {
			[name]: `src/bin/${name}.ts`,
			...(late.length > 0 ? { [`${name}-late-modules`]: 'later:all' } : {}),
		},
		outdir,
		bundle: true,
		format: 'esm',
		splitting: true,
		write: false,
		chunkNames: `${name}-[name]-[hash]`,
		define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
		metafile: true,
		plugins: [lateModules({ root, modules: late }), requiredApart(name, required)],
	});
	const latePiece = `${name}-late-modules.js`;
	const pieces = new Map();
	for (const { path, text } of outputFiles) pieces.set(basename(path), await toCommonJs(text, latePiece));
	const imports = importsOf(metafile);
	const entry = `${name}.js`;
	const files = new Map([[entry, piecesFrom(entry, imports, new Set())]]);
	const placed = new Set(files.get(entry));
	if (main !== undefined) {
		const start = outputOf(metafile, main);
		files.set(`${name}-main.js`, piecesFrom(start, imports, placed));
		for (const piece of files.get(`${name}-main.js`)) placed.add(piece);
		const later = `${name}-later.js`;
		files.set(later, piecesFrom(latePiece, imports, placed));
		for (const piece of files.get(later)) placed.add(piece);
	}
	const homes = new Map([...files].flatMap(([file, held]) => held.map((piece) => [piece, file])));
	const texts = new Map();
	for (const [file, held] of files) texts.set(file, joined(file, held, pieces, homes));
	const mainFile = `${name}-main.js`;
	if (main === undefined) {
		texts.set(mainFile, texts.get(entry));
		texts.set(entry, `require("./${mainFile}");\n`);
	}
	texts.set(mainFile, wrapped(texts.get(mainFile)));
	const loader = mainLoader(name, texts.get(mainFile));
	if (late.length > 0) {
		// With V8's code of its own, which helps those pods that use some of it at their start.
		const later = `${name}-later`;
		const text = wrapped(texts.get(`${later}.js`));
		texts.set(`${later}-main.js`, text);
		texts.set(`${later}.js`, `${mainLoader(later, text)}module.exports=loadMain();\n`);
	}
	texts.set(entry, `${loader}${texts.get(entry).replaceAll(`require("./${mainFile}")`, 'loadMain()')}`);
	for (const [piece, text] of pieces) {
		if (!placed.has(piece)) texts.set(piece, resolved(text, { file: piece, homes }));
	}
	const inputs = new Set(Object.keys(metafile.inputs));
	for (const library of [...required].sort()) {
		const { text, sources } = await bundleOf(library, { root, outdir });
		texts.set(`${name}-${library}.js`, text);
		for (const source of sources) inputs.add(source);
	}
	return { texts, inputs: [...inputs] };
}

/** A package that our own sources `require()` is loaded by that very call, and is a file of its own. */
function requiredApart(name, required) {
	return {
		name: 'required-apart',
		setup(plugin) {
			plugin.onResolve({ filter: /^[a-z]/ }, ({ kind, path, importer }) => {
				if (kind !== 'require-call' || importer.includes('node_modules') || path.startsWith('node:')) return undefined;
				required.add(path);
				return { path: `./${name}-${path}.js`, external: true };
			});
		},
	};
}

async function bundleOf(library, { root, outdir }) {
	const { outputFiles, metafile } = await build({
		...STYLE,
		absWorkingDir: root,
		preserveSymlinks: true,
		stdin: { contents: `module.exports = require('${library}')`, resolveDir: root, sourcefile: `${library}.js` },
		outdir,
		bundle: true,
		format: 'cjs',
		write: false,
		metafile: true,
	});
	return { text: outputFiles[0].text, sources: Object.keys(metafile.inputs).filter((path) => path.includes('/')) };
}

async function toCommonJs(text, latePiece) {
	const { code } = await transform(text, { ...STYLE, format: 'cjs', supported: { 'dynamic-import': false } });
	return withLateModules(withLateBuiltins(withPlainExports(code)), latePiece);
}

/**
 * The exports as they are, where esbuild copies them, getter by getter, into an object that is marked as an ES module's:
 * a millisecond at each start, and two calls in place of one at each use. The pieces import names from one another, for
 * which no mark is needed; a library's default export is known by it.
 */
function withPlainExports(code) {
	if (/\bdefault:\(\)=>/.test(code)) return code;
	return code.replaceAll(/\bmodule\.exports=__toCommonJS\((\w+)\);/g, 'module.exports=$1;');
}

/**
 * Modules of Node's that its own start has not loaded, that cost some milliseconds and that a start does not need: each
 * is loaded by the first statement that uses it, not by the import on top of the file.
 */
const LATE_BUILTINS = [
	'child_process',
	'crypto',
	'fs/promises',
	'net',
	'perf_hooks',
	'string_decoder',
	'timers/promises',
	'v8',
];

function withLateBuiltins(code) {
	const pattern = new RegExp(`\\bvar (import_\\w+)=require\\(("node:(?:${LATE_BUILTINS.join('|')})")\\);`, 'g');
	let late = code;
	for (const [statement, variable, builtin] of code.matchAll(pattern)) {
		late = late
			.replace(statement, () => '')
			// In parentheses: `new a.b()` makes an a.b.
			.replaceAll(new RegExp(`\\b${variable}\\.`, 'g'), () => `(process.getBuiltinModule(${builtin})).`);
	}
	return late;
}

/** The pieces that each piece imports statically, in order. */
function importsOf({ outputs }) {
	return new Map(
		Object.entries(outputs).map(([path, { imports }]) => [
			basename(path),
			imports
				.filter(({ kind, external }) => kind === 'import-statement' && !external)
				.map(({ path }) => basename(path)),
		]),
	);
}

function outputOf({ outputs }, source) {
	const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source);
	if (found === undefined) throw new Error(`${source} is behind no import()`);
	return basename(found[0]);
}

/** `start` and all that it needs at once, what is needed first in front; without what is placed already. */
function piecesFrom(start, imports, placed) {
	const found = new Set();
	const visit = (piece) => {
		if (placed.has(piece) || found.has(piece)) return;
		for (const imported of imports.get(piece) ?? []) visit(imported);
		found.add(piece);
	};
	visit(start);
	return [...found];
}

/** Several pieces in one file, each a function that runs at once; the last one's exports are those of the file. */
function joined(file, held, pieces, homes) {
	const [only] = held;
	if (held.length === 1 && only !== undefined && file === only) return resolved(pieces.get(only), { file, homes });
	const parts = held.map(
		(piece) =>
			`const ${variableOf(piece)}=(function(module,exports){${resolved(pieces.get(piece), { file, homes })}` +
			'return module.exports})({exports:{}});\n',
	);
	const exported = held.map((piece) => `${variableOf(piece)}`).join(',');
	return `"use strict";\n${parts.join('')}module.exports={${exported}};\n`;
}

/** Every `require()` of a piece that lies in another file. */
function resolved(text, { file, homes }) {
	return text.replaceAll(/\brequire\("\.\/([^"/]+\.js)"\)/g, (whole, piece) => {
		const home = homes.get(piece);
		if (home === undefined || home === piece) return whole;
		return home === file ? variableOf(piece) : `require("./${home}").${variableOf(piece)}`;
	});
}

function variableOf(piece) {
	return piece.replace(/\.js$/, '').replaceAll(/\W/g, '_');
}
