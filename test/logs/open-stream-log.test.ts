import t from 'tap';
import { openStreamLog } from '../../src/logs/open-stream-log.ts';
import { logRig } from './log-rig.ts';
import { processConfig, streamConfig } from './process-config.ts';

const toStdout = streamConfig({ type: 'descriptor', fd: 1, path: '/dev/stdout' });

t.test('a file is there before its first line, gets the bytes as they are, and counts them', async (t) => {
	const { deps, memory } = logRig();
	const config = processConfig({
		stdout: streamConfig({ type: 'file', path: '/log/web.log' }, { maxbytes: 30, backups: 1 }),
		logFormat: 'json',
	});
	const log = openStreamLog(config, 'stdout', deps);
	t.equal(memory.text('/log/web.log'), '');
	t.equal(log.path, '/log/web.log');
	log.write(Buffer.from('no newline yet'));
	t.equal(memory.text('/log/web.log'), 'no newline yet');
	log.write(Buffer.from(', but now one\nnext\n'));
	t.equal(memory.text('/log/web.log.1'), 'no newline yet, but now one\nnext\n');
	t.same(log.counters, { bytesIn: 33, bytesDropped: 0, rotations: 1 });
	log.close();
	t.equal(memory.opens, memory.closed);
});

t.test('an AUTO file is named as supervisord names it, and keeps its name', async (t) => {
	const { deps, memory } = logRig({ childlogdir: '/var/tmp', identifier: 'pod' });
	const config = processConfig({ stdout: streamConfig({ type: 'auto' }), stderr: streamConfig({ type: 'auto' }) });
	const log = openStreamLog(config, 'stdout', deps);
	t.equal(log.path, '/var/tmp/web-stdout---pod-abcd1234.log');
	log.write(Buffer.from('hello\n'));
	t.equal(memory.text('/var/tmp/web-stdout---pod-abcd1234.log'), 'hello\n');
	const redirected = openStreamLog({ ...config, redirectStderr: true }, 'stderr', deps);
	t.equal(redirected.path, undefined, 'none for a stderr that goes to stdout');
});

t.test('an AUTO file whose folder is closed to us does not stop the process', async (t) => {
	const { deps, memory, clock, troubles } = logRig();
	memory.failOpen = 'EROFS';
	const log = openStreamLog(processConfig({ stdout: streamConfig({ type: 'auto' }) }), 'stdout', deps);
	log.write(Buffer.from('lost\n'));
	t.match(log.path, /^\/tmp\/web-stdout---supervisor-.{8}\.log$/);
	t.match(troubles, [{ type: 'failed', code: 'EROFS' }]);
	memory.failOpen = undefined;
	clock.nowMs = 1000;
	log.write(Buffer.from('kept\n'));
	t.equal(memory.text(log.path ?? ''), 'kept\n');
	t.same(log.counters, { bytesIn: 10, bytesDropped: 5, rotations: 0 });
});

t.test('NONE goes nowhere', async (t) => {
	const { deps, memory, stdout } = logRig();
	const log = openStreamLog(processConfig(), 'stdout', deps);
	log.write(Buffer.from('lost on purpose\n'));
	log.endOfProcess();
	log.reopen();
	log.remove();
	log.close();
	t.equal(memory.opens + stdout.written.length, 0);
	t.same(log.counters, { bytesIn: 16, bytesDropped: 0, rotations: 0 });
});

t.test('two streams on one file tear no line of each other, and rotate it once', async (t) => {
	const { deps, memory } = logRig();
	const stream = streamConfig({ type: 'file', path: '/log/both.log' }, { maxbytes: 40, backups: 5 });
	const config = processConfig({ stdout: stream, stderr: stream });
	const out = openStreamLog(config, 'stdout', deps);
	const err = openStreamLog(
		{ ...config, stderr: { ...stream, target: { type: 'file', path: '/log//both.log' } } },
		'stderr',
		deps,
	);
	t.equal(memory.opens, 1);
	out.write(Buffer.from('out begins'));
	err.write(Buffer.from('err in one go\nerr begins'));
	out.write(Buffer.from(' and ends\nout again\n'));
	err.write(Buffer.from(' and ends\n'));
	t.equal(memory.text('/log/both.log.1'), 'err in one go\nout begins and ends\nout again\n');
	t.equal(memory.text('/log/both.log'), 'err begins and ends\n');
	out.write(Buffer.from('last words'));
	out.endOfProcess();
	t.equal(memory.text('/log/both.log'), 'err begins and ends\nlast words');
	t.equal(out.spliceTarget(), undefined, 'lines must be seen');
	out.close();
	err.write(Buffer.from('x'));
	t.equal(memory.text('/log/both.log'), 'err begins and ends\nlast wordsx', 'alone with it, at once');
	err.close();
	t.equal(memory.opens, memory.closed);
});

t.test('lines of several programs reach the container output whole, each in the format of its program', async (t) => {
	const { deps, stdout } = logRig();
	const web = openStreamLog(processConfig({ stdout: toStdout }), 'stdout', deps);
	const mail = openStreamLog(
		processConfig({ name: 'mail_00', group: 'workers', stdout: toStdout, logFormat: 'text' }),
		'stdout',
		deps,
	);
	const api = openStreamLog(
		processConfig({ name: 'api', group: 'api', stderr: toStdout, logFormat: 'json' }),
		'stderr',
		deps,
	);
	web.write(Buffer.from('web be'));
	mail.write(Buffer.from('one\ntwo\nth'));
	api.write(Buffer.from('oh\n'));
	web.write(Buffer.from('gins\n'));
	mail.endOfProcess();
	t.equal(
		stdout.text,
		'workers:mail_00 | one\nworkers:mail_00 | two\n' +
			'{"time":"2024-01-02T03:04:05.678Z","program":"api","stream":"stderr","message":"oh"}\n' +
			'web begins\nworkers:mail_00 | th\n',
	);
});

t.test('a line too long for one record goes on in the next, and says so', async (t) => {
	const { deps, stdout } = logRig();
	const log = openStreamLog(processConfig({ stdout: toStdout, logFormat: 'json' }), 'stdout', deps);
	log.write(Buffer.alloc(100_000, 'x'));
	log.write(Buffer.from('\n'));
	const records = stdout.text
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	t.same(
		records.map(({ partial, message }) => [partial, message.length]),
		[
			[true, 65_536],
			[undefined, 34_464],
		],
	);
});

t.test('a reader of the container output that does not keep up: counted, told once, over once', async (t) => {
	const { deps, stdout, clock, troubles } = logRig();
	const log = openStreamLog(processConfig({ stdout: toStdout }), 'stdout', deps);
	stdout.isStalled = true;
	for (let i = 0; i < 50; i++) log.write(Buffer.from('0123456789\n'));
	t.same(troubles, [{ type: 'failed', action: 'write', path: '/dev/stdout', code: 'EAGAIN' }]);
	stdout.isStalled = false;
	clock.nowMs = 1000;
	log.write(Buffer.from('back\n'));
	t.same(troubles.slice(1), [{ type: 'recovered', action: 'write', path: '/dev/stdout', droppedBytes: 550 }]);
	t.equal(stdout.text, 'back\n');
	t.equal(log.counters.bytesDropped, 550);
	t.equal(deps.container.droppedBytes, 550);
});

t.test('a descriptor that is not open is a trouble like any other', async (t) => {
	const { deps, troubles } = logRig();
	const target = { type: 'descriptor', fd: 7, path: '/dev/fd/7' } as const;
	const log = openStreamLog(processConfig({ stdout: streamConfig(target) }), 'stdout', deps);
	log.write(Buffer.from('lost\nlost\n'));
	log.write(Buffer.from('lost\n'));
	t.same(troubles, [{ type: 'failed', action: 'write', path: '/dev/fd/7', code: 'EBADF' }]);
	t.equal(log.counters.bytesDropped, 15);
});

t.test('strip_ansi works on what is logged, over the borders of chunks', async (t) => {
	const { deps, memory } = logRig({ stripAnsi: true });
	const config = processConfig({ stdout: streamConfig({ type: 'file', path: '/log/web.log' }) });
	const log = openStreamLog(config, 'stdout', deps);
	for (const chunk of ['\x1b[3', '1mred\x1b', '[0m\n', '\x1b']) log.write(Buffer.from(chunk));
	log.endOfProcess();
	t.equal(memory.text('/log/web.log'), 'red\n\x1b');
	t.equal(log.spliceTarget(), undefined);
});

t.test('container_log shows the lines of a program on the container output, beside its file', async (t) => {
	const { deps, memory, stdout, stderr } = logRig();
	const config = processConfig({
		stdout: streamConfig({ type: 'file', path: '/log/web.log' }, { maxbytes: 12, backups: 2 }),
		stderr: streamConfig({ type: 'none' }),
		logFormat: 'text',
		containerLog: true,
	});
	const out = openStreamLog(config, 'stdout', deps);
	const err = openStreamLog(config, 'stderr', deps);
	out.write(Buffer.from('first\nsec'));
	t.equal(stdout.text, 'web | first\n', 'whole lines');
	out.write(Buffer.from('ond\nthird'));
	err.write(Buffer.from('oh\n'));
	out.endOfProcess();
	t.equal(`${memory.text('/log/web.log.1')}${memory.text('/log/web.log')}`, 'first\nsecond\nthird', 'its bytes');
	t.equal(stdout.text, 'web | first\nweb | second\nweb | third\n');
	t.equal(stderr.text, 'web | oh\n', 'a stream without a file is only there');
});

t.test('container_log doubles nothing, and leaves the protocol of an event listener alone', async (t) => {
	const { deps, stdout, stderr } = logRig();
	const base = { logFormat: 'text', containerLog: true } as const;
	const toStderr = streamConfig({ type: 'descriptor', fd: 2, path: '/dev/stderr' });
	const configs = {
		straight: processConfig({ ...base, name: 'straight', group: 'straight', stdout: toStdout, stderr: toStderr }),
		crossed: processConfig({ ...base, name: 'crossed', group: 'crossed', stdout: toStderr, stderr: toStdout }),
		redirected: processConfig({ ...base, name: 'redirected', group: 'redirected', redirectStderr: true }),
		listener: processConfig({ ...base, kind: 'eventlistener', name: 'listener', group: 'listener' }),
	};
	for (const config of Object.values(configs)) {
		for (const stream of ['stdout', 'stderr'] as const) {
			// What is redirected comes as stdout.
			if (config.redirectStderr && stream === 'stderr') continue;
			openStreamLog(config, stream, deps).write(Buffer.from(`${stream}\n`));
		}
	}
	t.equal(stdout.text, 'straight | stdout\ncrossed | stderr\nredirected | stdout\n');
	t.equal(stderr.text, 'straight | stderr\ncrossed | stdout\nlistener | stderr\n');
});

t.test('a container output that nobody reads costs the log file nothing', async (t) => {
	const { deps, memory, stdout, troubles } = logRig();
	const config = processConfig({
		stdout: streamConfig({ type: 'file', path: '/log/web.log' }),
		containerLog: true,
	});
	const log = openStreamLog(config, 'stdout', deps);
	stdout.isStalled = true;
	for (let i = 0; i < 50; i++) log.write(Buffer.from('0123456789\n'));
	t.equal(memory.text('/log/web.log'), '0123456789\n'.repeat(50));
	t.same(troubles, [{ type: 'failed', action: 'write', path: '/dev/stdout', code: 'EAGAIN' }]);
	t.equal(log.counters.bytesDropped, 550, 'the other got none of it');
});

t.test('syslog gets each line after the name, beside the file', async (t) => {
	const { deps, memory, syslog } = logRig();
	const config = processConfig({
		name: 'mail_00',
		stdout: streamConfig({ type: 'file', path: '/log/mail.log' }, { syslog: true }),
	});
	const log = openStreamLog(config, 'stdout', deps);
	log.write(Buffer.from('one\n\ntw€'));
	log.endOfProcess();
	t.equal(Buffer.from(memory.text('/log/mail.log') ?? '', 'latin1').toString(), 'one\n\ntw€');
	const header = /^<14>Jan {2}\d \d\d:\d\d:05 podvisord: /;
	for (const datagram of syslog.datagrams) t.match(datagram, header);
	t.same(
		syslog.datagrams.map((datagram) => datagram.replace(header, '')),
		['mail_00 one', 'mail_00 ', 'mail_00 tw€'],
	);
	t.equal(log.spliceTarget(), undefined);
});

t.test('without syslog nothing waits: dropped, counted, told once, and tried again later', async (t) => {
	const { deps, clock, syslog, troubles } = logRig();
	syslog.isThere = false;
	const log = openStreamLog(
		processConfig({ stdout: streamConfig({ type: 'none' }, { syslog: true }) }),
		'stdout',
		deps,
	);
	for (let i = 0; i < 20; i++) log.write(Buffer.from('lost\n'));
	t.equal(syslog.connects, 1);
	t.match(troubles, [{ type: 'failed', path: '/dev/log', code: 'ENOENT' }]);
	syslog.isThere = true;
	clock.nowMs = 1000;
	log.write(Buffer.from('kept\n'));
	t.equal(syslog.datagrams.length, 1);
	t.match(troubles[1], { type: 'recovered', path: '/dev/log' });
	syslog.isFull = true;
	for (const nowMs of [2000, 2500, 3000]) {
		clock.nowMs = nowMs;
		log.write(Buffer.from('refused\n'));
	}
	syslog.isFull = false;
	clock.nowMs = 3100;
	log.write(Buffer.from('after a new connection\n'));
	t.equal(syslog.connects, 3);
	t.equal(syslog.datagrams.length, 2);
});

t.test('splicing is for a file that has one writer and no other destination', async (t) => {
	const { deps, memory } = logRig();
	const stdout = streamConfig({ type: 'file', path: '/log/web.log' });
	const log = openStreamLog(processConfig({ stdout }), 'stdout', deps);
	const target = log.spliceTarget();
	t.type(target?.fd, 'number');
	log.spliced(5);
	t.equal(memory.text('/log/web.log'), 'sssss');
	t.equal(log.counters.bytesIn, 5);
	t.equal(openStreamLog(processConfig({ stdout: toStdout }), 'stdout', deps).spliceTarget(), undefined);
	const shown = streamConfig({ type: 'file', path: '/log/shown.log' });
	const seen = openStreamLog(processConfig({ stdout: shown, containerLog: true }), 'stdout', deps);
	t.equal(seen.spliceTarget(), undefined, 'what the container shows as well must be seen');
});

t.test('logs are reopened by name, and cleared', async (t) => {
	const { deps, memory } = logRig();
	const config = processConfig({ stdout: streamConfig({ type: 'file', path: '/log/web.log' }) });
	const log = openStreamLog(config, 'stdout', deps);
	log.write(Buffer.from('before\n'));
	memory.port.rename('/log/web.log', '/log/web.log-2024');
	log.reopen();
	log.write(Buffer.from('after\n'));
	t.equal(memory.text('/log/web.log'), 'after\n');
	log.remove();
	t.equal(memory.text('/log/web.log'), '');
});

t.test('at debug and below the daemon log shows all output, as supervisord', async (t) => {
	const stdout = streamConfig({ type: 'file', path: '/log/web.log' });
	for (const [loglevel, echoes] of [
		['info', []],
		['debug', ["'web' stdout output:\nhello\n"]],
		['blather', ["'web' stdout output:\nhello\n"]],
	] as const) {
		const { deps, echoed } = logRig({ loglevel });
		const log = openStreamLog(processConfig({ stdout }), 'stdout', deps);
		log.write(Buffer.from('hello\n'));
		t.same(echoed, echoes);
		t.equal(log.spliceTarget() === undefined, echoes.length > 0);
	}
});
