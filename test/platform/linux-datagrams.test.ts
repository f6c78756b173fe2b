import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { linuxRig } from './linux-rig.ts';

const { driver, system } = linuxRig();
t.teardown(() => system.processes.close());

const folder = mkdtempSync(join(tmpdir(), 'podvisor-'));
t.teardown(() => rmSync(folder, { recursive: true }));

/** A /dev/log of its own: Node has no unix datagrams. Prints each as a line; reads none before it is told to. */
async function openLog(
	path: string,
	{ reads = true } = {},
): Promise<{ readonly lines: () => string; close(): Promise<void> }> {
	const script = `
use Socket; $| = 1;
socket(my $s, AF_UNIX, SOCK_DGRAM, 0); unlink $ARGV[0]; bind($s, pack_sockaddr_un($ARGV[0])) or die;
print "open\\n"; while ($ARGV[1] && defined recv($s, my $b, 65536, 0)) { print "$b\\n" } sleep 1000;`;
	const child = spawn('perl', ['-e', script, path, reads ? '1' : '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
	let lines = '';
	child.stdout.setEncoding('utf8').on('data', (text) => {
		lines += text;
	});
	await driver.until('it is open', () => lines.startsWith('open\n'));
	return {
		lines: () => lines.slice(5),
		close: async () => {
			child.kill('SIGKILL');
			await once(child, 'exit');
		},
	};
}

t.test('a datagram arrives, and one after the other end was restarted', async (t) => {
	const path = join(folder, 'log');
	t.throws(() => system.connectDatagram(path), { code: 'ENOENT' });
	const first = await openLog(path);
	const socket = system.connectDatagram(path);
	t.equal(socket.send(Buffer.from('<30>one')), true);
	await driver.until('it arrived', () => first.lines() === '<30>one\n');
	await first.close();
	t.equal(socket.send(Buffer.from('lost')), false);
	const second = await openLog(path);
	t.equal(socket.send(Buffer.from('two')), true);
	await driver.until('it arrived', () => second.lines() === 'two\n');
	await second.close();
	socket.close();
	socket.close();
	t.equal(socket.send(Buffer.from('closed')), false);
});

t.test('one that nobody reads is dropped, and nothing waits', async (t) => {
	const path = join(folder, 'full');
	const log = await openLog(path, { reads: false });
	const socket = system.connectDatagram(path);
	let sent = 0;
	while (sent < 100_000 && socket.send(Buffer.alloc(1000))) sent++;
	t.ok(sent > 0 && sent < 100_000, `${sent} were taken`);
	socket.close();
	await log.close();
});
