import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';

const ROOT: string = new URL('../..', import.meta.url).pathname;

t.test('the bundle is the same wherever it is built, and wherever node_modules really is', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-bundle-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const one = join(folder, 'one');
	const other = join(folder, 'some/deeper/place');
	for (const path of ['src', 'native/prebuilt', 'package.json', 'scripts/build.js', 'scripts/build']) {
		cpSync(join(ROOT, path), join(one, path), { recursive: true });
	}
	cpSync(one, other, { recursive: true });
	mkdirSync(join(one, 'dist'));
	writeFileSync(join(one, 'dist/podvisord-chunk-OLD.js'), '');
	const built = build(one);
	const builtThere = build(other);
	t.strictSame([...built.keys()], [...builtThere.keys()]);
	for (const name of [
		'LICENSES.txt',
		'package.json',
		'podctl.js',
		'podvisord.js',
		'podvisord-main.js',
		'podvisord-main.cache',
	]) {
		t.ok(built.has(name), name);
	}
	t.notOk(built.has('podvisord-chunk-OLD.js'), 'nothing of an earlier build');
	for (const name of ['podctl-main.js', 'podvisord.js', 'podvisord-main.js']) {
		const text = built.get(name) ?? '';
		t.equal(
			Buffer.byteLength(text),
			text.length,
			`${name} is ASCII: V8 keeps anything else with two bytes a character`,
		);
	}
	for (const [name, text] of built) {
		t.ok(text === builtThere.get(name), `${name} is the same`);
		t.notOk(text.includes(folder), `${name} does not name the place`);
	}
	t.match(built.get('podvisord-main.js'), /"node_modules\/ini\//, 'libraries by their name below the checkout');
	const [text = '', code = ''] = [built.get('podvisord-main.js'), built.get('podvisord-main.cache')];
	t.ok(code.length < 1.8 * text.length, 'the code of what a start runs alone, not of all functions');
});

t.test('what a pod needs seldom is in files of its own, and what they share is there once', async (t) => {
	const dist = join(ROOT, 'dist');
	const files = readdirSync(dist).filter((name) => /^podvisord.*\.js$/.test(name));
	const holders = (text: string): string[] =>
		files.filter((name) => readFileSync(join(dist, name), 'utf8').includes(text)).map(withoutHash);
	t.equal(holders('Fault=class').length, 1, 'which instanceof relies on');
	t.strictSame(holders('SignalInbox=class'), ['podvisord.js']);
	t.strictSame(holders('function createRestHandler('), ['podvisord-rest-handler.js']);
	t.strictSame(holders('function createXmlRpcHandler('), ['podvisord-xml-rpc-handler.js']);
	t.strictSame(holders('SaxesParser=class'), ['podvisord-saxes.js']);
	for (const late of ['AlertOutlet=class', 'ListenerPool=class', 'HealthWatch=class', 'function checkReport(']) {
		t.strictSame(holders(late), ['podvisord-later-main.js'], late);
	}
});

t.test('what V8 compiled of a bundle is taken by the Node that built it, and left alone by any other', async (t) => {
	const dist = join(mkdtempSync(join(tmpdir(), 'podvisor-bundle-')), 'dist');
	t.teardown(() => rmSync(dirname(dist), { recursive: true }));
	cpSync(join(ROOT, 'dist'), dist, { recursive: true });
	writeFileSync(
		join(dist, 'look.cjs'),
		`const vm = require('node:vm');
vm.Script = class extends vm.Script {
	constructor(source, options) {
		super(source, options);
		if (options.cachedData !== undefined) console.log('taken:', !this.cachedDataRejected);
	}
};
`,
	);
	for (const bin of ['podvisord', 'podctl']) {
		const cache = join(dist, `${bin}-main.cache`);
		const run = (): string =>
			execFileSync(
				'env',
				['-i', process.execPath, '-r', join(dist, 'look.cjs'), join(dist, `${bin}.js`), '--version'],
				{
					encoding: 'utf8',
				},
			);
		const made = readFileSync(cache);
		t.match(run(), /^taken: true\n\d+\.\d+\.\d+\n$/, bin);
		for (const [what, bytes] of [
			['another text', Buffer.concat([Buffer.from('0'.repeat(16)), made.subarray(16)])],
			['another Node', Buffer.from(made.toString('latin1').replace(/"v8":"\d/, '"v8":"0'), 'latin1')],
			['empty', Buffer.alloc(0)],
		] as const) {
			writeFileSync(cache, bytes);
			t.match(run(), /^\d+\.\d+\.\d+\n$/, `${bin}: ${what}`);
		}
		writeFileSync(cache, made.subarray(0, made.indexOf('\n') + 1));
		t.match(run(), /^taken: false\n\d+\.\d+\.\d+\n$/, `${bin}: cut short`);
		rmSync(cache);
		t.match(run(), /^\d+\.\d+\.\d+\n$/, `${bin}: there is none`);
	}
});

function withoutHash(name: string): string {
	return name.replace(/-[0-9A-Z]{8}\.js$/, '.js');
}

/** What is in dist/ then, by name. */
function build(place: string): Map<string, string> {
	symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
	execFileSync(process.execPath, [join(place, 'scripts/build.js')]);
	const dist = join(place, 'dist');
	return new Map(readdirSync(dist).map((name) => [name, readFileSync(join(dist, name), 'latin1')]));
}
