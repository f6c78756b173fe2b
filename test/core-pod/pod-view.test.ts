import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import t from 'tap';
import { parsePodEvent } from '../../scripts/start-core-pod/pod-event.ts';
import { advance, initialProgress, isPodReady } from '../../scripts/start-core-pod/pod-progress.ts';
import { createPodView } from '../../scripts/start-core-pod/pod-view.ts';

const line = (fields: object) => JSON.stringify({ level: 'info', program: 'podvisord', ...fields });

t.test("reads the supervisor's lines, and takes any other for a message", async (t) => {
	const read = (fields: object) => parsePodEvent(line(fields));
	t.same(read({ event: 'spawned', process: 'a', pid: 7 }), { type: 'spawned', process: 'a', pid: 7 });
	t.same(read({ event: 'ready', process: 'a', pid: 7 }), { type: 'ready', process: 'a' });
	const exited = { event: 'process-state', process: 'a', from: 'RUNNING', to: 'EXITED', message: 'exited: a' };
	t.same(read(exited), { type: 'state', process: 'a', state: 'EXITED', message: 'exited: a' });
	t.same(read({ event: 'stopping', processes: ['g:a', 'b:b'] }), { type: 'stopping', processes: ['a', 'b'] });
	t.same(read({ message: 'hello' }), { type: 'message', level: 'info', text: 'hello' });
	for (const text of ['', 'plain', '{not json', '{"event":"spawned"']) {
		t.same(parsePodEvent(text), { type: 'message', level: 'info', text });
	}
});

t.test('a pod is ready once each of its programs is, be it RUNNING yet or not', async (t) => {
	let progress = initialProgress(['a', 'b']);
	const happen = (fields: object, atMs = 0) => {
		progress = advance(progress, parsePodEvent(line(fields)), atMs);
	};
	happen({ event: 'spawned', process: 'a', pid: 1 });
	happen({ event: 'ready', process: 'a' }, 100);
	happen({ event: 'spawned', process: 'b', pid: 2 });
	happen({ event: 'process-state', process: 'b', to: 'RUNNING' });
	t.equal(isPodReady(progress), false, 'b runs, and is not ready');
	happen({ event: 'ready', process: 'b' }, 1200);
	t.equal(isPodReady(progress), true);
	happen({ event: 'process-state', process: 'a', to: 'RUNNING' });
	t.equal(isPodReady(progress), true);
	happen({ event: 'process-state', process: 'a', to: 'EXITED' });
	t.match(progress[0], { state: 'EXITED', pid: undefined, isReady: false, readyAfterMs: 100, restarts: 0 });
	happen({ event: 'spawned', process: 'a', pid: 3 });
	t.match(progress[0], { state: 'STARTING', pid: 3, isReady: false, restarts: 1 });
	happen({ event: 'stopping', processes: ['b:b'] });
	t.match(progress[1], { state: 'STOPPING', pid: 2, isReady: false });
});

t.test('on a terminal the block is redrawn in place, below the lines that stay', async (t) => {
	const stream = Object.assign(new PassThrough().setEncoding('utf8'), { isTTY: true }) as unknown as NodeJS.WriteStream;
	const view = createPodView(stream, {
		programs: ['a', 'long'],
		pod: { address: 'http://x/', logDirectory: '/nowhere' },
	});
	view.print('first');
	view.show(parsePodEvent(line({ event: 'spawned', process: 'a', pid: 7 })));
	view.show(parsePodEvent(line({ event: 'process-state', process: 'a', to: 'BACKOFF', message: 'exited: a' })));
	for (const process of ['a', 'long']) view.show(parsePodEvent(line({ event: 'ready', process })));
	const screen = emulate(String(stream.read()));
	t.match(screen.slice(0, 3), ['first', 'exited: a', /^The core pod is ready after 0\.\d s: http:\/\/x\/ \(Ctrl-C/]);
	t.match(screen.slice(3), ['', /^ {2}● a {5}ready {10,}/, /^ {2}● long {2}ready/, '  → http://x/']);
});

/** What a terminal shows of it: lines, and "n lines up, erase below". */
function emulate(output: string): string[] {
	const lines: string[] = [];
	for (const part of output.split('\n')) {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: it is the escape that is looked for
		const up = /^\x1b\[(\d+)A\x1b\[J/.exec(part)?.[1];
		if (up !== undefined) lines.length -= Number(up);
		lines.push(stripVTControlCharacters(part));
	}
	return lines.slice(0, -1);
}
