import t from 'tap';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import type { Clock, OutputPipe } from '../../src/platform/system.ts';
import { execProbe } from '../../src/watch/exec-probe.ts';
import { fdProbe } from '../../src/watch/fd-probe.ts';
import { groupProbes } from '../../src/watch/group-probes.ts';
import { httpProbe } from '../../src/watch/http-probe.ts';
import { listenProbe } from '../../src/watch/listen-probe.ts';
import { logProbe } from '../../src/watch/log-probe.ts';
import { notifyProbe } from '../../src/watch/notify-probe.ts';
import { NotifySocket } from '../../src/watch/notify-socket.ts';
import { NotifyState } from '../../src/watch/notify-state.ts';
import type { ProbeAnswer, ProbeAsker } from '../../src/watch/probe-asker.ts';
import { tcpProbe } from '../../src/watch/tcp-probe.ts';
import { watchdogProbe } from '../../src/watch/watchdog-probe.ts';

/** The answer of one that is asked now, `ms` later at the latest. */
async function ask(probe: ProbeAsker, pass: Promise<void> = Promise.resolve()): Promise<ProbeAnswer> {
	const [answer] = await Promise.all([probe.ask(new AbortController().signal), pass]);
	return answer;
}

t.test('http asks who it is told to, and takes back what nobody wants to know any more', async (t) => {
	const { http, clock } = createFakeSystem();
	const probe = httpProbe({ url: 'http://h/health', timeoutMs: 2000, http, version: '9.9.9' });
	http.answer(503);
	t.strictSame(await ask(probe, clock.advanceInTurns(0)), { isOk: false, message: 'HTTP 503 from http://h/health' });
	t.match(http.requests[0], {
		method: 'GET',
		timeoutMs: 2000,
		followRedirects: true,
		maxBytes: 10_240,
		headers: { 'User-Agent': 'podvisor/9.9.9' },
	});
	http.script = () => undefined;
	const abort = new AbortController();
	const answer = probe.ask(abort.signal);
	abort.abort();
	t.match(await answer, { isOk: false });
	t.equal(clock.nextAt(), undefined);
});

t.test('tcp, to a port that opens, hangs and is closed', async (t) => {
	const { tcp, clock } = createFakeSystem();
	const probe = tcpProbe({ host: '::1', port: 5432, timeoutMs: 2000, tcp });
	const asked = () => ask(probe, clock.advanceInTurns(2000));
	t.strictSame(await asked(), { isOk: false, message: 'connection refused at [::1]:5432' });
	tcp.open.add(5432);
	t.strictSame(await asked(), { isOk: true, message: 'connected to [::1]:5432' });
	tcp.hanging.add(5432);
	t.strictSame(await asked(), { isOk: false, message: 'timed out after 2 s at [::1]:5432' });
});

t.test('exec runs as its program does, and tells the last line that it printed', async (t) => {
	const { commands, clock } = createFakeSystem();
	const runsAs = { environment: { A: 'b' }, directory: '/srv', identity: { uid: 33, gid: 33 } };
	const command = { ...runsAs, argv: ['/usr/bin/check', '-q'] };
	const probe = execProbe({ command, timeoutMs: 2000, commands });
	const asked = () => ask(probe, clock.advanceInTurns(2000));
	t.strictSame(await asked(), { isOk: false, message: 'cannot run /usr/bin/check: ENOENT' });
	t.match(commands.requests[0], { ...command, timeoutMs: 2000, stdin: undefined });
	commands.end(0, 'first\nall \x1b[31mgood\x07\n\n');
	t.strictSame(await asked(), { isOk: true, message: 'exit status 0 of /usr/bin/check: all good' });
	commands.end(3);
	t.strictSame(await asked(), { isOk: false, message: 'exit status 3 of /usr/bin/check' });
	const status = { type: 'signal', signal: 11, dumpedCore: false } as const;
	commands.script = () => ({ outcome: { type: 'ended', status, output: '' } });
	t.strictSame(await asked(), { isOk: false, message: 'terminated by SIGSEGV of /usr/bin/check' });
	commands.script = () => undefined;
	t.strictSame(await asked(), { isOk: false, message: 'timed out after 2 s of /usr/bin/check' });
});

t.test('listen looks at what the tree owns', async (t) => {
	const { processes } = createFakeSystem();
	const tree = { leader: 5, cookie: 'a=b' };
	let ports = new Set<number>();
	const asked: unknown[] = [];
	const listeningPorts = (of: unknown) => {
		asked.push(of);
		return ports;
	};
	const probe = listenProbe({ port: 80, tree, processes: { ...processes, listeningPorts } });
	t.strictSame(await ask(probe), { isOk: false, message: 'does not listen on port 80' });
	ports = new Set([443, 80]);
	t.strictSame(await ask(probe), { isOk: true, message: 'listens on port 80' });
	t.strictSame(asked, [tree, tree]);
});

t.test('log hears lines until one matches', async (t) => {
	let listener: ((line: string) => void) | undefined;
	const hear = (wanted: (line: string) => void) => {
		listener = wanted;
		return () => {
			listener = undefined;
		};
	};
	const probe = logProbe({ pattern: '^ready to accept \\d+$', hear });
	let news = 0;
	probe.onNews(() => news++);
	t.strictSame(await ask(probe), {
		isOk: false,
		message: 'has not written a line that matches ^ready to accept \\d+$',
	});
	listener?.('not ready to accept 7');
	t.equal(news, 0);
	listener?.('ready to accept 7');
	t.equal(news, 1);
	t.equal(listener, undefined, 'nobody listens any more');
	t.strictSame(await ask(probe), { isOk: true, message: 'wrote: ready to accept 7' });
	probe.close();
});

/** A pipe that a test writes to. */
function pipe(): { readonly pipe: OutputPipe; write(text: string): void; end(): void } {
	let data: (chunk: Buffer) => void = () => {};
	let end: () => void = () => {};
	const read: OutputPipe['read'] = (onData, onEnd) => {
		data = onData;
		end = onEnd;
	};
	return {
		pipe: { read, drain: () => {}, splice: () => -1, close: () => {} },
		write: (text) => data(Buffer.from(text)),
		end: () => end(),
	};
}

t.test('fd is ready with its first newline', async (t) => {
	const { pipe: notification, write } = pipe();
	const probe = fdProbe({ fd: 3, notification });
	let news = 0;
	probe.onNews(() => news++);
	write('some');
	t.match(await ask(probe), { isOk: false, message: 'has not written a line to descriptor 3' });
	write('thing\nmore\n');
	write('\n');
	t.equal(news, 1);
	t.strictSame(await ask(probe), { isOk: true, message: 'wrote a line to descriptor 3' });
});

t.test('fd tells where it was closed without a word', async (t) => {
	const { pipe: notification, end } = pipe();
	const probe = fdProbe({ fd: 4, notification });
	end();
	t.strictSame(await ask(probe), { isOk: false, message: 'closed, and wrote no line to, descriptor 4' });
});

t.test('notify is ready with READY=1, and not while it reloads or stops', async (t) => {
	const { clock } = createFakeSystem();
	const statuses: string[] = [];
	const state = new NotifyState(clock, (status) => statuses.push(status));
	const probe = notifyProbe(state);
	let news = 0;
	probe.onNews(() => news++);
	t.match(await ask(probe), { isOk: false, message: 'has not sent READY=1' });
	state.take('STATUS=Loading\x1b[0m 10%\nMAINPID=1\nNONSENSE\nREADY=0\n=\n');
	t.equal(news, 0);
	t.strictSame(statuses, ['Loading 10%']);
	state.take('READY=1\nSTATUS=up');
	t.match(await ask(probe), { isOk: true, message: 'sent READY=1' });
	state.take('READY=1');
	t.equal(news, 1, 'what it said before is no news');
	state.take('RELOADING=1\nMONOTONIC_USEC=5');
	t.match(await ask(probe), { isOk: false, isDefinite: true, message: 'says that it is reloading' });
	state.take('READY=1');
	state.take('STOPPING=1');
	t.match(await ask(probe), { isOk: false, isDefinite: true, message: 'says that it is stopping' });
	t.equal(news, 4);
	probe.close();
	state.take('READY=1');
	t.equal(news, 4);
});

t.test('the watchdog barks when it was silent for too long, and not a moment before', async (t) => {
	const { clock } = createFakeSystem();
	const state = new NotifyState(clock, () => {});
	const probe = watchdogProbe({ state, limitMs: 30_000, graceMs: 5000, clock });
	const barks: number[] = [];
	probe.onNews(() => barks.push(clock.now()));
	t.match(await ask(probe), { isOk: false, message: 'has not sent WATCHDOG=1 yet' });
	clock.advance(20_000);
	state.take('WATCHDOG=1');
	clock.advance(25_000);
	t.strictSame(await ask(probe), { isOk: true, message: 'sent WATCHDOG=1 25.0 s ago' });
	state.take('WATCHDOG=1');
	clock.advance(29_999);
	t.strictSame(barks, []);
	clock.advance(1);
	t.strictSame(barks, [], 'what came in time may still be unread');
	clock.advance(100);
	t.strictSame(barks, [75_100]);
	t.strictSame(await ask(probe), { isOk: false, isDefinite: true, message: 'sent no WATCHDOG=1 for 30 s' });
});

t.test('a watchdog that was stopped itself blames nobody, and begins anew', async (t) => {
	let now = 0;
	let due: { readonly at: number; readonly callback: () => void } | undefined;
	const clock: Clock = {
		now: () => now,
		wall: () => now,
		at(at, callback) {
			due = { at, callback };
			return () => {
				due = undefined;
			};
		},
	};
	/** Up to `until`, when a timer that is due is dealt with, however late. */
	const wakeAt = (until: number): void => {
		now = until;
		if (due !== undefined && due.at <= now) due.callback();
	};
	const state = new NotifyState(clock, () => {});
	const probe = watchdogProbe({ state, limitMs: 4000, graceMs: 0, clock });
	let barks = 0;
	probe.onNews(() => barks++);
	state.take('WATCHDOG=1');
	wakeAt(60_000);
	t.match(await ask(probe), { isOk: true }, 'an hour may have passed while both were frozen');
	wakeAt(63_999);
	t.equal(barks, 0);
	wakeAt(64_000);
	state.take('WATCHDOG=1');
	wakeAt(64_100);
	t.equal(barks, 0, 'it was read at the second look');
	wakeAt(68_000);
	wakeAt(68_100);
	t.equal(barks, 1, 'and then it is silent');
	t.match(await ask(probe), { isOk: false, isDefinite: true });
	probe.close();
});

t.test('the watchdog grants a start period, believes a trigger at once, and leaves no timer', async (t) => {
	const { clock } = createFakeSystem();
	const state = new NotifyState(clock, () => {});
	const probe = watchdogProbe({ state, limitMs: 30_000, graceMs: 5000, clock });
	let barks = 0;
	probe.onNews(() => barks++);
	clock.advance(34_999);
	t.equal(barks, 0);
	state.take('WATCHDOG=trigger');
	t.equal(barks, 1);
	t.strictSame(await ask(probe), { isOk: false, isDefinite: true, message: 'sent WATCHDOG=trigger' });
	probe.close();
	t.equal(clock.nextAt(), undefined);
});

t.test('what is said at the socket counts when it comes from the program itself, or below it', async (t) => {
	const system = createFakeSystem((self) => void self.fork(() => {}));
	const start = () => {
		const outcome = system.processes.spawn({
			...{ file: '/bin/x', argv: ['x'], environment: {}, directory: undefined, identity: undefined, umask: undefined },
			...{ rlimits: {}, nice: undefined, oomScoreAdj: undefined, redirectStderr: true, notificationFd: undefined },
		});
		system.advance(0);
		if (outcome.type !== 'spawned') throw new Error(outcome.type);
		return outcome.pid;
	};
	const [one, other, stranger] = [start(), start(), start()];
	let searches = 0;
	let searchMs = 0;
	const liveTree: typeof system.processes.liveTree = (tree) => {
		searches++;
		system.advance(searchMs);
		return system.processes.liveTree(tree);
	};
	const socket = new NotifySocket({ ...system, processes: { ...system.processes, liveTree } }, 'test/notify');
	t.equal(system.receivers.size, 0, 'it is there only when somebody needs it');
	t.equal(socket.open(), '@test/notify');
	socket.open();
	const heard: string[] = [];
	const listen = (name: string, leader: number) =>
		socket.on(name, { tree: { leader, cookie: `x=${name}` }, hear: (message) => heard.push(`${name} ${message}`) });
	const leave = listen('one', one);
	listen('other', other);
	const say = (pid: number, text: string) =>
		system.receivers.get('test/notify')?.({ bytes: Buffer.from(text), pid, uid: 0 });
	say(one, 'leader');
	say(other + 1, 'child of other');
	for (const pid of [stranger, stranger + 1, 0, 99_999]) say(pid, 'READY=1');
	const before = searches;
	for (let flood = 0; flood < 10_000; flood++) say(stranger, 'READY=1');
	t.equal(searches, before, 'a flood is not looked into message by message');
	searchMs = 10;
	for (let pid = 100_000; pid < 101_500; pid++) say(pid, 'READY=1');
	t.ok(searches - before <= 12, 'nor pid by pid, where somebody forks for each message');
	say(one, 'leader meanwhile');
	searchMs = 0;
	system.advance(1000);
	say(other + 1, 'child of other afterwards');
	leave();
	say(one, 'late');
	t.strictSame(heard, [
		'one leader',
		'other child of other',
		'one leader meanwhile',
		'other child of other afterwards',
	]);
	socket.close();
	t.equal(system.receivers.size, 0);
});

t.test('equal probes are one question, but not READY=1 and WATCHDOG=1', async (t) => {
	const http = { type: 'http', url: 'http://h/' } as const;
	const notify = { type: 'notify' } as const;
	const kinds = (startup: unknown, readiness: unknown, liveness: unknown) =>
		groupProbes({ startup, readiness, liveness } as never).map((group) => group.kinds.join('+'));
	t.strictSame(kinds(http, { ...http }, { ...http }), ['startup+readiness+liveness']);
	t.strictSame(kinds(undefined, http, { ...http, url: 'http://h/live' }), ['readiness', 'liveness']);
	t.strictSame(kinds(notify, notify, notify), ['startup+readiness', 'liveness']);
	t.strictSame(kinds(undefined, undefined, undefined), []);
});
