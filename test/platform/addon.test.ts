import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Addon } from '../../src/platform/linux/addon.ts';
import { loadAddon } from '../../src/platform/linux/load-addon.ts';
import { findPackageRoot } from '../../src/platform/package-root.ts';
import { linuxRig } from './linux-rig.ts';

const { addon, system } = linuxRig();
t.teardown(() => system.processes.close());
const root = findPackageRoot();
const prebuilt = join(root, 'native', 'prebuilt');

t.test('each prebuilt addon is of the source as it is now', async (t) => {
	const sha256 = createHash('sha256')
		.update(readFileSync(join(root, 'native', 'podvisor.c')))
		.digest('hex');
	t.equal(addon.sourceSha256, sha256);
	const names = readdirSync(prebuilt);
	t.strictSame(names.sort(), ['linux-arm64.node', 'linux-x64.node']);
	for (const name of names) {
		t.ok(readFileSync(join(prebuilt, name)).includes(sha256), `${name}: run scripts/build-native --all`);
		t.ok(statSync(join(prebuilt, name)).size < 32 * 1024);
	}
});

const LIBC_FILES = [
	'/lib/x86_64-linux-gnu/libc.so.6',
	'/lib/aarch64-linux-gnu/libc.so.6',
	'/usr/aarch64-linux-gnu/lib/libc.so.6',
	'/usr/lib/x86_64-linux-musl/libc.so',
	'/lib/ld-musl-x86_64.so.1',
	'/lib/ld-musl-aarch64.so.1',
];
const libraries = LIBC_FILES.filter((path) => existsSync(path));
const noSymbols = (libraries.length === 0 || spawnSync('nm', ['--version']).error !== undefined) && 'no nm, or no libc';

/** How C++ names V8::SetFlagsFromString, Isolate::GetCurrent, Isolate::LowMemoryNotification. */
const OF_V8 = [
	'_ZN2v82V818SetFlagsFromStringEPKc',
	'_ZN2v87Isolate10GetCurrentEv',
	'_ZN2v87Isolate21LowMemoryNotificationEv',
];

t.test('it needs nothing that a libc lacks, be it glibc or musl', { skip: noSymbols }, async (t) => {
	for (const name of readdirSync(prebuilt)) {
		const { stdout } = spawnSync('nm', ['-D', '--undefined-only', join(prebuilt, name)], { encoding: 'utf8' });
		// A weak one is nothing where it is not there, and the source asks.
		const weak = new Set([...stdout.matchAll(/\bw (\S+)$/gm)].map(([, symbol]) => symbol));
		t.strictSame(weak, new Set(['malloc_trim', ...OF_V8]), 'weak');
		const needed = symbols(join(prebuilt, name), '--undefined-only').filter(
			(symbol) => !symbol.startsWith('napi_') && !weak.has(symbol),
		);
		t.ok(needed.length > 20);
		for (const library of libraries) {
			const has = new Set(symbols(library, '--defined-only'));
			t.strictSame(
				needed.filter((symbol) => !has.has(symbol)),
				[],
				`${name} with ${library}`,
			);
		}
		t.notMatch(readFileSync(join(prebuilt, name)).toString('latin1'), /libc\.(so|musl)|GLIBC_/);
	}
});

/** Names without their versions (`fcntl@@GLIBC_2.2.5`). */
function symbols(path: string, which: string): string[] {
	const { stdout } = spawnSync('nm', ['-D', which, path], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
	return stdout.split('\n').flatMap((line) => line.trim().split(/\s+/).at(-1)?.split('@')[0] || []);
}

t.test('hostile arguments are TypeErrors', async (t) => {
	const text = Buffer.from('x\0');
	const evil = [
		undefined,
		null,
		-1,
		-(2 ** 31),
		2 ** 31,
		2 ** 32,
		2 ** 53,
		1.5,
		Number.NaN,
		Number.POSITIVE_INFINITY,
		'',
		'text',
		[],
		{},
		Symbol('s'),
		10n,
		() => 1,
		Buffer.alloc(0),
		Buffer.from('no end'),
		new Float64Array(2),
		new Float64Array([999, 1, 1]),
		new Float64Array([Number.NaN, -1, 1]),
		new Int32Array(4),
		new Int32Array([-1, -1, -1, -1, -1]),
		new Int32Array([0, 1, 2, 0, 2]),
		new Uint32Array(1),
		new BigInt64Array(5),
		new DataView(new ArrayBuffer(8)),
		new ArrayBuffer(8),
		new SharedArrayBuffer(8),
		new Int32Array(new SharedArrayBuffer(20)),
		new Uint8Array(new SharedArrayBuffer(8)).fill(1),
		new Proxy(new Int32Array(5), {}),
		structuredCloneAway(),
	];
	const harmless: unknown[] = [
		Buffer.from('/no/such/program\0'),
		text,
		Buffer.alloc(0),
		undefined,
		Int32Array.of(0, 1, 2, -1, -1),
		undefined,
		new Float64Array(0),
		undefined,
		undefined,
		undefined,
	];
	const spawn = addon.spawn as (...values: unknown[]) => unknown;
	t.match(spawn(...harmless), { step: 'execve', errno: 2 });
	for (const [index] of harmless.entries()) {
		for (const value of evil) {
			const values = harmless.with(index, value);
			let outcome: unknown;
			try {
				outcome = spawn(...values);
			} catch (error) {
				outcome = error;
			}
			// Some are right by chance, and then the program is not there, or its descriptors are not.
			const isHandled =
				outcome instanceof TypeError || (typeof outcome === 'object' && outcome !== null && 'step' in outcome);
			t.ok(isHandled, `argument ${index}: ${String(Object.prototype.toString.call(value))}`);
		}
	}
	t.throws(() => spawn(), TypeError);
	const others = [
		...['pipe', 'unread', 'splice', 'waitReap', 'hearDeaths', 'filesystemIdentity'],
		...['peerCredentials', 'connectDatagram', 'connectStream', 'bindUnix', 'bindTcp', 'listen'],
		...['receiveDatagrams', 'receive', 'setFlag', 'exit'],
	];
	for (const name of others) {
		const call = addon[name as keyof Addon] as (...values: unknown[]) => unknown;
		t.throws(() => call(), TypeError, name);
		for (const value of evil.filter((value) => typeof value !== 'number')) {
			t.throws(() => call(value, value, value), TypeError, `${name}(${Object.prototype.toString.call(value)})`);
		}
	}
	t.ok([0, 1].includes(addon.trimHeap()), 'trimHeap takes nothing');
	t.equal(addon.collectGarbage(), 0, 'nor does collectGarbage');
	t.equal(addon.setFlag(Buffer.from('--no-expose-gc\0')), 0, 'this Node has what V8 is asked by');
	t.equal(addon.unread(1_000_000), -9, 'EBADF');
	t.equal(addon.waitReap(2 ** 31 - 1), -10, 'ECHILD');
	t.equal(addon.reapOthers(new Int32Array(0), new Int32Array(1)), 0, 'no room for a pair');
	t.throws(() => addon.hearDeaths(2 as 1), TypeError);
	const pairs = new Int32Array(2);
	for (const value of evil.filter((value) => !(value instanceof Int32Array))) {
		const kind = Object.prototype.toString.call(value);
		t.throws(() => addon.reapOthers(value as Int32Array, pairs), TypeError, kind);
		t.throws(() => addon.reapOthers(pairs, value as Int32Array), TypeError, kind);
	}
	const long = Buffer.from(`/${'x'.repeat(200)}\0`);
	for (const name of ['connectDatagram', 'connectStream', 'bindUnix', 'receiveDatagrams'] as const) {
		t.equal(addon[name](long), -36, `${name}: ENAMETOOLONG`);
	}
	t.strictSame(addon.bindTcp(Buffer.from('no such host\0'), 1, 0), { step: 'getaddrinfo', errno: 2 });
	t.strictSame(addon.bindTcp(Buffer.from('203.0.113.1\0'), 1, 0), { step: 'bind', errno: 99 }, 'EADDRNOTAVAIL');
	t.equal(addon.listen(1_000_000, 1), -9, 'EBADF');
	t.equal(addon.receive(1_000_000, Buffer.alloc(1)), -9, 'EBADF');
});

/** A typed array whose memory was given away. */
function structuredCloneAway(): Uint8Array {
	const array = new Uint8Array(8);
	structuredClone(array, { transfer: [array.buffer] });
	return array;
}

t.test('it knows who is at the other end of a unix socket', async (t) => {
	// A test's folder has a longer path than a socket may.
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const path = join(folder, 'socket');
	const server = createServer().listen(path);
	const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
	const client = connect(path);
	const socket = await accepted;
	const { fd } = (socket as unknown as { readonly _handle: { readonly fd: number } })._handle;
	t.strictSame(addon.peerCredentials(fd), [process.pid, process.geteuid?.(), process.getegid?.()]);
	t.equal(Array.isArray(addon.peerCredentials(0)), false);
	client.destroy();
	socket.destroy();
	server.close();
});

t.test('where it cannot be loaded, one line says what was tried', async (t) => {
	const name = `linux-${process.arch}.node`;
	const nothing = loadAddon(t.testdir({ native: {} }));
	t.match(nothing, {
		type: 'failed',
		reason: /^cannot load the addon \(.*prebuilt.*no such file; .*build.*no such file\)$/,
	});
	const broken = loadAddon(t.testdir({ native: { prebuilt: { [name]: 'text' }, build: { [name]: '' } } }));
	t.equal(broken.type, 'failed');
	t.notMatch(broken, { reason: /\n/ });
	t.match(broken, { reason: /invalid ELF header|file too short/ });
});

t.test('one that was built where it is installed serves, too', async (t) => {
	const name = `linux-${process.arch}.node`;
	const bytes = readFileSync(join(prebuilt, name));
	const folder = t.testdir({
		native: { prebuilt: { [name]: 'broken' }, build: { [name]: bytes as unknown as string } },
	});
	t.match(loadAddon(folder), { type: 'loaded', path: join(folder, 'native', 'build', name) });
});

t.test('one compiler builds the same binary again and again', { skip: noCompiler() && 'no compiler' }, async (t) => {
	const build = () => spawnSync(join(root, 'scripts', 'build-native'), ['--local'], { encoding: 'utf8' });
	const path = join(root, 'native', 'build', `linux-${process.arch}.node`);
	t.equal(build().status, 0);
	const first = readFileSync(path);
	t.equal(build().status, 0);
	t.ok(readFileSync(path).equals(first));
});

function noCompiler(): boolean {
	return spawnSync('cc', ['--version']).error !== undefined;
}
