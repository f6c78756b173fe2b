import t from 'tap';
import { onStopRequest } from '../../scripts/start-core-pod/on-stop-request.ts';

/** Comes as Node tells it, to this process' handlers alone. */
function receive(signal: NodeJS.Signals): void {
	process.emit(signal, signal);
}

t.test('passes one Ctrl-C on once, though npm repeats it, and a second one too', async (t) => {
	const passed: string[] = [];
	let nowMs = 0;
	const end = onStopRequest(
		(signal) => passed.push(signal),
		() => nowMs,
	);
	for (nowMs of [1000, 1000, 1499]) receive('SIGINT');
	t.strictSame(passed, ['SIGINT']);
	for (nowMs of [1500, 1600]) receive('SIGINT');
	t.strictSame(passed, ['SIGINT', 'SIGINT']);
	end();
});

t.test('a terminal that is gone is a reason to stop, where to the supervisor it would be one to restart', async (t) => {
	const passed: string[] = [];
	let nowMs = 0;
	const end = onStopRequest(
		(signal) => passed.push(signal),
		() => nowMs,
	);
	receive('SIGHUP');
	nowMs = 1000;
	receive('SIGTERM');
	t.strictSame(passed, ['SIGTERM', 'SIGTERM']);
	end();
});
