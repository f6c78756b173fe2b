import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	closeSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { createLinuxSockets } from '../../src/platform/linux/linux-sockets.ts';
import { terminatedString } from '../../src/platform/linux/terminated-string.ts';
import { createPortableSockets } from '../../src/platform/portable/portable-sockets.ts';
import type { ListenAddress, Listener, Sockets } from '../../src/platform/sockets.ts';
import type { Clock } from '../../src/platform/system.ts';
import type { SystemFailure } from '../../src/platform/system-failure.ts';
import { answersReally, greeting } from './contract/rig.ts';
import { socketFolder } from './contract/sockets.ts';
import { isRoot, linuxRig, shell } from './linux-rig.ts';

const { addon, system, driver } = linuxRig();
t.teardown(() => system.processes.close());

/** Real sockets on a virtual clock: they look for their file when the test says so. */
const { clock, advance } = createFakeSystem();
const LINUX: Sockets = createLinuxSockets({ addon, clock });
const ADAPTERS: readonly (readonly [string, Sockets])[] = [
	['linux', LINUX],
	['portable', createPortableSockets(clock)],
];

interface Listening {
	readonly listener: Listener | undefined;
	readonly failures: SystemFailure[];
	readonly clients: Socket[];
}

/** Greets every client, and answers `bye` by closing. */
function listen(t: Test, sockets: Sockets, address: ListenAddress): Listening {
	const failures: SystemFailure[] = [];
	const clients: Socket[] = [];
	const outcome = sockets.listen(address, {
		onConnection: (socket) => {
			clients.push(socket);
			socket.write('hello');
			socket.once('data', () => socket.end());
		},
		onTrouble: (failure) => void failures.push(failure),
	});
	if (outcome.type === 'failed') return { listener: undefined, failures: [outcome.failure], clients };
	t.teardown(() => {
		outcome.listener.close();
		for (const client of clients) client.destroy();
	});
	return { listener: outcome.listener, failures, clients };
}

function portOf({ listener }: Listening): number {
	return listener?.address.type === 'tcp' ? listener.address.port : 0;
}

/** A client that has been greeted. */
async function greeted(t: Test, path: string): Promise<Socket> {
	const socket = connect(path);
	t.teardown(() => socket.destroy());
	await once(socket, 'data');
	return socket;
}

function unixAddress(path: string, more: { mode?: number; owner?: { uid: number; gid: number } } = {}): ListenAddress {
	return { type: 'unix', path, mode: 0o700, owner: undefined, ...more };
}

/** As a crash leaves it. */
function leaveStaleSocket(path: string): void {
	closeSync(addon.bindUnix(terminatedString(path)));
}

async function untilGreeted(path: string): Promise<void> {
	let heard = '';
	await driver.until(`somebody listens on ${path}`, () => {
		if (heard === '') {
			const socket = connect(path);
			// ENOENT, ECONNREFUSED: not yet.
			socket.on('error', () => {});
			socket.on('data', (bytes) => {
				heard += bytes;
				socket.destroy();
			});
		}
		return heard !== '';
	});
}

for (const [name, sockets] of ADAPTERS) {
	t.test(`${name}: a socket that a crash left behind is replaced`, async (t) => {
		const path = join(socketFolder(t as Test), 's');
		leaveStaleSocket(path);
		t.equal(await greeting(unixAddress(path)), '');
		const { failures } = listen(t as Test, sockets, unixAddress(path));
		await untilGreeted(path);
		t.strictSame(failures, []);
	});

	t.test(`${name}: one that another process listens on is left to it`, async (t) => {
		const path = join(socketFolder(t as Test), 's');
		const server = createServer((socket) => {
			// EPIPE, ECONNRESET: it only wanted to know whether somebody is there.
			socket.on('error', () => {});
			socket.end('hello');
		}).listen(path);
		t.teardown(() => server.close());
		await once(server, 'listening');
		const { failures, listener } = listen(t as Test, sockets, unixAddress(path));
		await driver.until('it is refused', () => failures.length > 0);
		t.strictSame(failures, [{ step: 'bind', errno: 'EADDRINUSE' }]);
		listener?.close();
		t.equal(await greeting(unixAddress(path)), 'hello', 'it still listens');
	});

	t.test(`${name}: what is no socket is never removed`, async (t) => {
		const folder = socketFolder(t as Test);
		const other = join(folder, 'other');
		leaveStaleSocket(other);
		writeFileSync(join(folder, 'file'), 'precious');
		mkdirSync(join(folder, 'folder'));
		symlinkSync(other, join(folder, 'link'));
		symlinkSync(join(folder, 'none'), join(folder, 'dangling'));
		for (const file of ['file', 'folder', 'link', 'dangling']) {
			const { failures, listener } = listen(t as Test, sockets, unixAddress(join(folder, file)));
			await driver.until('it is refused', () => failures.length > 0);
			t.strictSame(failures, [{ step: 'bind', errno: 'ENOTSOCK' }], file);
			listener?.close();
		}
		t.equal(readFileSync(join(folder, 'file'), 'utf8'), 'precious');
		t.ok(lstatSync(join(folder, 'link')).isSymbolicLink());
		t.ok(statSync(other).isSocket());
	});

	t.test(`${name}: a path that no socket can have is told to be too long`, async (t) => {
		const folder = socketFolder(t as Test);
		const fits = join(folder, 'x'.repeat(107 - folder.length - 1));
		const { failures } = listen(t as Test, sockets, unixAddress(fits));
		await untilGreeted(fits);
		t.strictSame(failures, []);
		const long = listen(t as Test, sockets, unixAddress(`${fits}x`));
		await driver.until('it is refused', () => long.failures.length > 0);
		t.strictSame(long.failures, [{ step: 'bind', errno: 'ENAMETOOLONG' }]);
	});

	t.test(`${name}: it has the mode that was asked for, whatever the umask`, async (t) => {
		const folder = socketFolder(t as Test);
		const before = process.umask(0o027);
		t.teardown(() => process.umask(before));
		for (const mode of [0o700, 0o600, 0o660, 0o777, 0o666]) {
			const path = join(folder, mode.toString(8));
			listen(t as Test, sockets, unixAddress(path, { mode }));
			await untilGreeted(path);
			t.equal(statSync(path).mode & 0o777, mode);
			t.equal(process.umask(), 0o027);
		}
	});

	t.test(`${name}: it has the owner that was asked for`, { skip: !isRoot && 'needs root' }, async (t) => {
		const folder = socketFolder(t as Test);
		const owner = { uid: 33, gid: -1 };
		listen(t as Test, sockets, unixAddress(join(folder, 'a'), { owner }));
		listen(t as Test, sockets, unixAddress(join(folder, 'b'), { owner: { uid: -1, gid: 34 } }));
		await untilGreeted(join(folder, 'a'));
		await untilGreeted(join(folder, 'b'));
		t.match(statSync(join(folder, 'a')), { uid: 33, gid: process.getegid?.() });
		t.match(statSync(join(folder, 'b')), { uid: process.geteuid?.(), gid: 34 });
	});

	t.test(`${name}: it comes back when its file was removed, and connections stay`, async (t) => {
		const folder = socketFolder(t as Test);
		const path = join(folder, 'run', 's');
		mkdirSync(join(folder, 'run'));
		const { failures, clients, listener } = listen(t as Test, sockets, unixAddress(path, { mode: 0o640 }));
		await untilGreeted(path);
		const old = await greeted(t as Test, path);
		const served = clients.at(-1);
		rmSync(path);
		advance(5000);
		await untilGreeted(path);
		t.equal(statSync(path).mode & 0o777, 0o640);
		rmSync(path);
		listener?.refresh();
		await untilGreeted(path);
		rmSync(join(folder, 'run'), { recursive: true });
		advance(5000);
		await driver.until('it is told that it cannot', () => failures.length > 0);
		advance(60_000);
		for (let turn = 0; turn < 5; turn++) await driver.rig.pass();
		t.strictSame(failures, [{ step: 'bind', errno: 'ENOENT' }], 'once');
		mkdirSync(join(folder, 'run'));
		advance(5000);
		await untilGreeted(path);
		t.equal(old.destroyed, false);
		served?.write('still here');
		t.equal(String((await once(old, 'data'))[0]), 'still here');
	});

	t.test(`${name}: it removes its file at its end, and no other's`, async (t) => {
		const folder = socketFolder(t as Test);
		const first = join(folder, 'first');
		const { listener } = listen(t as Test, sockets, unixAddress(first));
		await untilGreeted(first);
		listener?.close();
		t.equal(statSync(first, { throwIfNoEntry: false }), undefined);
		listener?.refresh();
		t.equal(statSync(first, { throwIfNoEntry: false }), undefined, 'nor does it come back');

		const second = join(folder, 'second');
		const { listener: replaced } = listen(t as Test, sockets, unixAddress(second));
		await untilGreeted(second);
		renameSync(second, `${second}.away`);
		writeFileSync(second, 'of another');
		replaced?.refresh();
		advance(5000);
		replaced?.close();
		for (let turn = 0; turn < 5; turn++) await driver.rig.pass();
		t.equal(readFileSync(second, 'utf8'), 'of another');
	});

	t.test(`${name}: a client that breaks off does no harm`, async (t) => {
		const path = join(socketFolder(t as Test), 's');
		const { clients, failures } = listen(t as Test, sockets, unixAddress(path));
		await untilGreeted(path);
		const client = await greeted(t as Test, path);
		const served = clients.at(-1) as Socket;
		client.destroy();
		await driver.until('a write fails', () => served.destroyed || !served.write(Buffer.alloc(100_000)));
		await driver.until('it is closed', () => served.destroyed);
		t.strictSame(failures, []);
	});
}

t.test('a socket of the dead that may not be removed is told as that', { skip: !isRoot && 'needs root' }, async (t) => {
	const folder = socketFolder(t as Test);
	const path = join(folder, 's');
	leaveStaleSocket(path);
	chmodSync(path, 0o777);
	chmodSync(folder, 0o755);
	process.seteuid?.(33);
	const outcome = LINUX.listen(unixAddress(path), { onConnection: () => {}, onTrouble: () => {} });
	process.seteuid?.(0);
	t.strictSame(outcome, { type: 'failed', failure: { step: 'unlink', errno: 'EACCES' } });
});

t.test('nobody ever sees the socket open to more than its mode', async (t) => {
	const path = join(socketFolder(t as Test), 's');
	const watcher = spawn(process.execPath, ['-e', LOOKS_WITHOUT_REST, path], { stdio: ['pipe', 'pipe', 'inherit'] });
	let said = '';
	watcher.stdout.on('data', (bytes) => {
		said += bytes;
	});
	await driver.until('it looks', () => said.includes('looks'));
	const before = process.umask(0);
	for (let turn = 0; turn < 300; turn++) {
		const { listener } = listen(t as Test, LINUX, unixAddress(path, { mode: 0o600 }));
		if (turn % 10 === 0) await greeted(t as Test, path);
		listener?.close();
	}
	process.umask(before);
	watcher.stdin.end();
	await once(watcher, 'close');
	t.equal(said, 'looks\n600\n');
});

/** Prints which modes it saw. */
const LOOKS_WITHOUT_REST = `
const { statSync } = require('node:fs');
const modes = new Set();
let ended = false;
process.stdin.on('end', () => { ended = true; }).resume();
const look = () => {
	for (let count = 0; count < 2000; count++) {
		const stats = statSync(process.argv[1], { throwIfNoEntry: false });
		if (stats !== undefined) modes.add((stats.mode & 0o777).toString(8));
	}
	if (ended) return console.log([...modes].sort().join(' '));
	setImmediate(look);
};
console.log('looks');
look();
`;

t.test('it knows who is at the other end', async (t) => {
	const path = join(socketFolder(t as Test), 's');
	const { clients } = listen(t as Test, LINUX, unixAddress(path, { mode: 0o777 }));
	await greeted(t as Test, path);
	const served = clients[0] as Socket;
	t.strictSame(LINUX.peerOf(served), { pid: process.pid, uid: process.geteuid?.(), gid: process.getegid?.() });
	served.destroy();
	t.equal(LINUX.peerOf(served), undefined, 'of a closed connection nothing is known');
	const tcp = listen(t as Test, LINUX, { type: 'tcp', host: '127.0.0.1', port: 0 });
	const socket = connect(portOf(tcp), '127.0.0.1');
	t.teardown(() => socket.destroy());
	await once(socket, 'data');
	t.equal(LINUX.peerOf(tcp.clients[0] as Socket), undefined, 'nor of TCP');
});

t.test('it listens on addresses of both kinds, on names, and on all interfaces', async (t) => {
	for (const host of ['127.0.0.1', '::1', 'localhost', '']) {
		const listening = listen(t as Test, LINUX, { type: 'tcp', host, port: 0 });
		if (host === '::1' && listening.failures[0]?.errno === 'EADDRNOTAVAIL') continue;
		t.strictSame(listening.failures, [], host);
		const port = portOf(listening);
		const socket = connect(port, host === '::1' ? host : '127.0.0.1');
		t.equal(String((await once(socket, 'data'))[0]), 'hello', host);
		socket.destroy();
	}
	const failing = (host: string) => listen(t as Test, LINUX, { type: 'tcp', host, port: 1 }).failures;
	t.strictSame(failing('no such host'), [{ step: 'getaddrinfo', errno: 'ENOTFOUND' }]);
	t.strictSame(failing('203.0.113.1'), [{ step: 'bind', errno: 'EADDRNOTAVAIL' }]);
});

t.test('a port whose connections linger is bound again at once', async (t) => {
	const first = listen(t as Test, LINUX, { type: 'tcp', host: '127.0.0.1', port: 0 });
	const port = portOf(first);
	const socket = connect(port, '127.0.0.1');
	await once(socket, 'data');
	// Whoever closes first stays in TIME_WAIT.
	first.clients[0]?.destroy();
	await once(socket, 'close');
	first.listener?.close();
	const again = listen(t as Test, LINUX, { type: 'tcp', host: '127.0.0.1', port });
	t.strictSame(again.failures, []);
	await answersWith(port);
});

async function answersWith(port: number): Promise<void> {
	const socket = connect(port, '127.0.0.1');
	await once(socket, 'data');
	socket.destroy();
}

t.test('without a descriptor left, clients are turned away, and nothing else happens', async (t) => {
	const path = join(socketFolder(t as Test), 's');
	const program = fileURLToPath(new URL('as-process/out-of-descriptors.ts', import.meta.url));
	// The test runner puts hooks into NODE_OPTIONS, with a thread that wakes the loop hundreds of times.
	const argv = ['-c', 'unset NODE_OPTIONS; ulimit -n 64; exec "$0" "$@"', process.execPath, program, path];
	const { stdout, stderr, status } = spawnSync('sh', argv, {
		encoding: 'utf8',
		timeout: 60_000,
		killSignal: 'SIGKILL',
	});
	t.equal(status, 0, stderr);
	t.match(JSON.parse(stdout), { troubles: [], greeted: 1, isGreetedAfterwards: true });
	t.ok(JSON.parse(stdout).loops < 200, 'it does not try again and again without rest');
});

t.test('only the child that it was handed to has the socket, which blocks', async (t) => {
	const path = join(socketFolder(t as Test), 's');
	const outcome = LINUX.openListeningSocket(unixAddress(path, { mode: 0o660 }), 7);
	if (outcome.type === 'failed') throw new Error(JSON.stringify(outcome));
	t.teardown(() => outcome.socket.close());
	t.equal(statSync(path).mode & 0o777, 0o660);
	const looks = shell('readlink /proc/$$/fd/0; cat /proc/$$/fdinfo/0; ls /proc/$$/fd | tr "\\n" " "; exec sleep 1000');
	const own = driver.start(t as Test, looks, { stdin: outcome.socket.fd });
	await own.says('0 1 2 ');
	t.match(own.stdout().toString(), /^socket:/);
	// O_RDWR alone: neither O_NONBLOCK (04000) nor O_CLOEXEC (02000000).
	t.match(own.stdout().toString(), /^flags:\t02$/m);
	const other = driver.start(t as Test, looks);
	await other.says('0 1 2 ');
	t.match(other.stdout().toString(), /^pipe:/);
	outcome.socket.close();
	t.equal(statSync(path, { throwIfNoEntry: false }), undefined);
});

t.test('a child accepts on it, and waiting clients outlive the child', async (t) => {
	const path = join(socketFolder(t as Test), 's');
	const outcome = LINUX.openListeningSocket(unixAddress(path));
	if (outcome.type === 'failed') throw new Error(JSON.stringify(outcome));
	t.teardown(() => outcome.socket.close());
	const waiting = answersReally(unixAddress(path));
	const program = driver.start(t as Test, shell(ACCEPTS_ONCE), { stdin: outcome.socket.fd });
	await waiting;
	t.strictSame(await program.ended(), { type: 'code', code: 0 });
	const next = answersReally(unixAddress(path));
	driver.start(t as Test, shell(ACCEPTS_ONCE), { stdin: outcome.socket.fd });
	await next;
	t.pass();
});

const ACCEPTS_ONCE = `exec python3 -c '
import socket
client, _ = socket.socket(fileno=0).accept()
client.sendall(b"hello")
client.close()'`;

t.test(
	'linux: once it was looked at, the kernel tells that its file was removed; nothing is due by the clock',
	async (t) => {
		const fake = createFakeSystem();
		let armed = 0;
		const counting: Clock = {
			now: () => fake.clock.now(),
			wall: () => fake.clock.wall(),
			at(atMs, callback) {
				armed += 1;
				return fake.clock.at(atMs, callback);
			},
		};
		const folder = socketFolder(t as Test);
		const path = join(folder, 's');
		const { failures } = listen(t as Test, createLinuxSockets({ addon, clock: counting }), unixAddress(path));
		await untilGreeted(path);
		fake.advance(5000);
		const before = armed;
		fake.advance(600_000);
		t.equal(armed, before, 'it sleeps');
		rmSync(path);
		await untilGreeted(path);
		// Again: it is told of the new file too.
		fake.advance(5000);
		renameSync(path, `${path}.away`);
		await untilGreeted(path);
		t.strictSame(failures, []);
	},
);

t.test('linux: a name that another file has for a while is looked at by the clock until it is free', async (t) => {
	const path = join(socketFolder(t as Test), 's');
	listen(t as Test, LINUX, unixAddress(path));
	await untilGreeted(path);
	advance(5000);
	writeFileSync(`${path}.other`, 'of another');
	renameSync(`${path}.other`, path);
	for (let turn = 0; turn < 5; turn++) await driver.rig.pass();
	advance(5000);
	t.equal(readFileSync(path, 'utf8'), 'of another');
	rmSync(path);
	// However late the kernel tells of what was before.
	await driver.until('it is a socket again', () => {
		advance(5000);
		return statSync(path, { throwIfNoEntry: false })?.isSocket() === true;
	});
	await untilGreeted(path);
});
