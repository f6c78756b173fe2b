import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { type DaemonSignal, SignalInbox } from '../../src/daemon/signal-inbox.ts';

/** Comes as Node tells it, to this process' handlers alone. */
function receive(signal: DaemonSignal, count = 1): void {
	for (let sent = 0; sent < count; sent++) process.emit(signal, signal);
}

t.test('what came before anybody listened is told in order', async (t) => {
	const inbox = new SignalInbox();
	receive('SIGHUP', 3);
	receive('SIGTERM', 2);
	const told: DaemonSignal[] = [];
	inbox.listen((signal) => told.push(signal));
	t.strictSame(told, ['SIGHUP', 'SIGTERM', 'SIGTERM']);
});

t.test('a storm of SIGUSR2 and SIGHUP is told once a turn, and holds up no SIGTERM', async (t) => {
	const inbox = new SignalInbox();
	const told: DaemonSignal[] = [];
	inbox.listen((signal) => told.push(signal));
	receive('SIGUSR2', 1000);
	receive('SIGHUP', 1000);
	receive('SIGTERM', 2);
	t.strictSame(told, ['SIGTERM', 'SIGTERM'], 'each SIGTERM counts: the second hastens');
	await turn();
	t.strictSame(told, ['SIGTERM', 'SIGTERM', 'SIGUSR2', 'SIGHUP']);
	receive('SIGUSR2');
	await turn();
	t.equal(told.length, 5);
});

t.test('a signal that came before there was an inbox is told first', async (t) => {
	const inbox = new SignalInbox(() => () => 'SIGTERM');
	receive('SIGHUP');
	const told: DaemonSignal[] = [];
	inbox.listen((signal) => told.push(signal));
	t.strictSame(told, ['SIGTERM', 'SIGHUP']);
});
