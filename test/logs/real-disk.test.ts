import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createLogDependencies } from '../../src/logs/log-dependencies.ts';
import type { LogTrouble } from '../../src/logs/log-trouble.ts';
import { openStreamLog } from '../../src/logs/open-stream-log.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { StandingClock } from './memory-files.ts';
import { daemonConfig, processConfig, streamConfig } from './process-config.ts';

function realLogs(): { deps: ReturnType<typeof createLogDependencies>; clock: StandingClock; troubles: LogTrouble[] } {
	const clock = new StandingClock();
	const troubles: LogTrouble[] = [];
	const system = { files: createNodeFiles(), clock, connectDatagram: () => t.fail('no syslog here') as never };
	const deps = createLogDependencies({ system, daemon: daemonConfig(), report: (trouble) => troubles.push(trouble) });
	return { deps, clock, troubles };
}

function toFile(path: string, maxbytes = 0, backups = 0) {
	return processConfig({ stdout: streamConfig({ type: 'file', path }, { maxbytes, backups }) });
}

t.test('100 MB of numbered lines through rotation: none lost, none torn', async (t) => {
	const directory = t.testdir({});
	const path = join(directory, 'numbered.log');
	const { deps, troubles } = realLogs();
	const log = openStreamLog(toFile(path, 3_000_000, 50), 'stdout', deps);
	const lines = 1_000_000;
	const input = createHash('sha256');
	// A real writer, whose chunks end anywhere.
	const writer = spawn('seq', ['-f', `%08.0f ${'x'.repeat(91)}`, '1', String(lines)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	for await (const chunk of writer.stdout as AsyncIterable<Buffer>) {
		input.update(chunk);
		log.write(chunk);
	}
	log.endOfProcess();
	log.close();
	t.same(troubles, []);
	t.equal(log.counters.bytesIn, lines * 101);
	const kept = createHash('sha256');
	const names = readdirSync(directory).sort((a, b) => backupNumber(b) - backupNumber(a));
	t.equal(names.length, log.counters.rotations + 1);
	t.ok(names.length > 30);
	for (const name of names) {
		const content = readFileSync(join(directory, name));
		t.equal(content.length % 101, 0, `${name} has whole lines only`);
		kept.update(content);
		rmSync(join(directory, name));
	}
	t.equal(kept.digest('hex'), input.digest('hex'));
});

function backupNumber(name: string): number {
	return Number(/\.(\d+)$/.exec(name)?.[1] ?? 0);
}

t.test('a disk that is really full', { skip: process.getuid?.() !== 0 && 'needs root to mount' }, async (t) => {
	const directory = t.testdir({ disk: {} });
	const disk = join(directory, 'disk');
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'podvisor-test', disk]);
	try {
		fillTheDisk(t, join(disk, 'web.log'));
	} finally {
		execFileSync('umount', [disk]);
	}
});

function fillTheDisk(t: Test, path: string): void {
	const { deps, clock, troubles } = realLogs();
	const log = openStreamLog(toFile(path), 'stdout', deps);
	for (let i = 0; i < 50; i++) log.write(Buffer.alloc(50_000, 'x'));
	t.equal(readFileSync(path).length, 1024 * 1024);
	t.same(log.counters, { bytesIn: 2_500_000, bytesDropped: 2_500_000 - 1024 * 1024, rotations: 0 });
	t.same(troubles, [{ type: 'failed', action: 'write', path, code: 'ENOSPC' }]);
	// An operator makes room, by deleting the very log: its name is looked at once a second.
	rmSync(path);
	clock.nowMs = 1000;
	log.write(Buffer.from('there is room again\n'));
	t.equal(readFileSync(path, 'utf8'), 'there is room again\n');
	t.match(troubles.slice(1), [{ type: 'recovered', droppedBytes: 2_500_000 - 1024 * 1024 }]);
	log.close();
}

t.test('a deleted folder, made again', async (t) => {
	const directory = join(t.testdir({}), 'logs');
	mkdirSync(directory);
	const { deps, clock, troubles } = realLogs();
	const path = join(directory, 'web.log');
	const log = openStreamLog(toFile(path, 100, 2), 'stdout', deps);
	rmSync(directory, { recursive: true });
	for (const nowMs of [1000, 1500]) {
		clock.nowMs = nowMs;
		log.write(Buffer.from('into nothing\n'));
	}
	t.match(troubles, [{ type: 'failed', code: 'ENOENT' }]);
	mkdirSync(directory);
	clock.nowMs = 2600;
	log.write(Buffer.from('found again\n'));
	t.equal(readFileSync(path, 'utf8'), 'found again\n');
	t.equal(log.counters.bytesDropped, 26);
	log.close();
});

t.test('a backup name that is a folder: the log grows, and nothing is lost', async (t) => {
	const directory = t.testdir({ 'web.log.2': { taken: '' } });
	const path = join(directory, 'web.log');
	const { deps, troubles } = realLogs();
	const log = openStreamLog(toFile(path, 100, 2), 'stdout', deps);
	for (let i = 0; i < 100; i++) log.write(Buffer.from('0123456789\n'));
	t.equal(readFileSync(`${path}.1`).length + readFileSync(path).length, 1100);
	t.match(troubles, [{ type: 'failed', action: 'rotate' }]);
	t.equal(troubles.length, 1);
	log.close();
});

t.test('a named pipe is written to, never rotated, and keeps what it holds when logs are reopened', async (t) => {
	const path = join(t.testdir({}), 'fifo');
	execFileSync('mkfifo', [path]);
	const { deps, troubles } = realLogs();
	const log = openStreamLog(toFile(path, 10, 2), 'stdout', deps);
	log.write(Buffer.from('longer than maxbytes\n'));
	log.reopen();
	log.write(Buffer.from('after\n'));
	t.equal(execFileSync('head', ['-n', '2', path], { encoding: 'utf8' }), 'longer than maxbytes\nafter\n');
	t.same(log.counters, { bytesIn: 27, bytesDropped: 0, rotations: 0 });
	t.equal(log.spliceTarget(), undefined);
	for (let i = 0; i < 200; i++) log.write(Buffer.alloc(50_000, 'x'));
	t.ok(log.counters.bytesDropped > 5_000_000, 'nobody reads');
	t.match(troubles, [{ type: 'failed', code: 'EAGAIN' }]);
	log.close();
});

t.test('/dev/null takes everything', async (t) => {
	const { deps, troubles } = realLogs();
	const log = openStreamLog(toFile('/dev/null', 10, 2), 'stdout', deps);
	for (let i = 0; i < 10; i++) log.write(Buffer.from('into nothing\n'));
	log.close();
	t.same(log.counters, { bytesIn: 130, bytesDropped: 0, rotations: 0 });
	t.same(troubles, []);
});
