import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { isRoot, linuxRig } from './linux-rig.ts';

const { driver, system } = linuxRig();
t.teardown(() => system.processes.close());

interface Heard {
	readonly text: string;
	readonly pid: number;
	readonly uid: number;
}

function listen(t: Test, name: string): Heard[] {
	const heard: Heard[] = [];
	const receiver = system.receiveDatagrams(name, ({ bytes, pid, uid }) => {
		heard.push({ text: bytes.toString('latin1'), pid, uid });
	});
	t.teardown(() => receiver.close());
	return heard;
}

/** Runs Perl, which has the socket `$s` connected to `name`, and tells its pid. */
async function send(name: string, script: string, options: { uid?: number } = {}): Promise<number> {
	const connected = `use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0);
connect($s, pack("S a*", AF_UNIX, "\\0$ARGV[0]")) or die $!; ${script}`;
	const child = spawn('perl', ['-e', connected, name], { stdio: ['ignore', 'ignore', 'inherit'], ...options });
	const [code] = await once(child, 'exit');
	if (code !== 0) throw new Error(`perl exited with ${code}`);
	return child.pid as number;
}

const nameOf = (what: string): string => `podvisor-test/${process.pid}/${what}`;

t.test('each datagram comes with its sender, and in order', async (t) => {
	const heard = listen(t as Test, nameOf('order'));
	const pid = await send(nameOf('order'), 'send($s, "message $_", 0) for 1..500; send($s, "", 0); send($s, "end", 0)');
	await driver.until('the last has come', () => heard.at(-1)?.text === 'end');
	t.strictSame(
		heard.map(({ text }) => text),
		[...Array.from({ length: 500 }, (_, index) => `message ${index + 1}`), '', 'end'],
	);
	t.ok(heard.every((each) => each.pid === pid && each.uid === process.geteuid?.()));
});

t.test('of another user as well', { skip: !isRoot && 'not root' }, async (t) => {
	const heard = listen(t as Test, nameOf('user'));
	const pid = await send(nameOf('user'), 'send($s, "hello", 0)', { uid: 65534 });
	await driver.until('it has come', () => heard.length > 0);
	t.strictSame(heard, [{ text: 'hello', pid, uid: 65534 }]);
});

t.test('what is too long is dropped, and what is as long as may be is not', async (t) => {
	const heard = listen(t as Test, nameOf('long'));
	await send(nameOf('long'), 'send($s, "x" x $_, 0) for 4097, 60000, 4096; send($s, "end", 0)');
	await driver.until('the last has come', () => heard.at(-1)?.text === 'end');
	t.strictSame(
		heard.map(({ text }) => text.length),
		[4096, 3],
	);
});

t.test('descriptors that come with one are closed, as the barrier of systemd-notify needs it', async (t) => {
	const name = nameOf('barrier');
	const heard = listen(t as Test, name);
	const before = readdirSync('/proc/self/fd').length;
	const child = spawn('python3', ['-c', BARRIER, name], { stdio: ['ignore', 'ignore', 'inherit'] });
	const [code] = await once(child, 'exit');
	t.equal(code, 0, 'its pipe had its end');
	t.strictSame(
		heard.map(({ text }) => text),
		['READY=1', ...Array(20).fill('BARRIER=1')],
	);
	t.ok(readdirSync('/proc/self/fd').length <= before + 1);
});

/** Sends descriptors, and waits until the receiver has none of them. */
const BARRIER = `
import array, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect('\\0' + sys.argv[1])
s.send(b'READY=1')
r, w = os.pipe()
for i in range(20):
    s.sendmsg([b'BARRIER=1'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [w] * 253))])
os.close(w)
assert os.read(r, 1) == b''
`;

t.test('a connection that lingers, passed and left to the daemon to close, does not keep it waiting', async (t) => {
	const name = nameOf('linger');
	const heard = listen(t as Test, name);
	const child = spawn('python3', ['-c', LINGER, name], { stdio: ['pipe', 'ignore', 'inherit'] });
	await driver.until('it was received', () => heard.length > 0);
	child.stdin.end('heard\n');
	const [code] = await once(child, 'exit');
	t.equal(code, 0, 'it was told so before it gave up');
});

/** Passes the last descriptor of a connection whose peer reads nothing, and ends that only when it is told to, or late. */
const LINGER = `
import array, select, socket, struct, sys
listener = socket.create_server(('127.0.0.1', 0))
connection = socket.create_connection(listener.getsockname())
peer, _ = listener.accept()
connection.setblocking(False)
try:
    while True: connection.send(b'x' * 65536)
except BlockingIOError: pass
connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 3600))
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect('\\0' + sys.argv[1])
passed = array.array('i', [connection.fileno()])
s.sendmsg([b'FDSTORE=1'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
connection.close()
s.send(b'next')
sys.exit(0 if select.select([sys.stdin], [], [], 20)[0] else 1)
`;

t.test('one who sends without end has not the loop for itself', async (t) => {
	const name = nameOf('flood');
	const heard = listen(t as Test, name);
	const script = 'use Socket; send($s, "x", 0) while 1';
	const flood = spawn(
		'perl',
		[
			'-e',
			`use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0);
connect($s, pack("S a*", AF_UNIX, "\\0$ARGV[0]")) or die; ${script}`,
			name,
		],
		{ stdio: 'ignore' },
	);
	await driver.until('thousands have come, and this test had its turns', () => heard.length > 5000);
	flood.kill('SIGKILL');
	await once(flood, 'exit');
	t.pass();
});

t.test('a name is taken once, and free again when it is closed', async (t) => {
	const name = nameOf('name');
	const first = system.receiveDatagrams(name, () => {});
	t.throws(() => system.receiveDatagrams(name, () => {}), { code: 'EADDRINUSE' });
	first.close();
	first.close();
	system.receiveDatagrams(name, () => {}).close();
	t.throws(() => system.receiveDatagrams('x'.repeat(108), () => {}), { code: 'ENAMETOOLONG' });
	await driver.until('its handler is gone', () => process.listenerCount('SIGIO') === 0);
	t.equal(spawnSync('true').status, 0);
});
