import t from 'tap';
import type { ResponseStream } from '../../../src/interfaces/http/response-stream.ts';
import { followLog } from '../../../src/interfaces/log-tail/follow-log.ts';
import { LogFollower } from '../../../src/interfaces/log-tail/log-follower.ts';
import { createFakeSystem } from '../../../src/platform/fake/fake-system.ts';

const PATH = '/tmp/a.log';

class StubStream implements ResponseStream {
	sent = '';
	isFull = false;
	ends = 0;
	drained = (): void => {};
	write(chunk: string | Buffer): boolean {
		this.sent += chunk;
		return !this.isFull;
	}
	onDrain(callback: () => void): void {
		this.drained = callback;
	}
	end(): void {
		this.ends += 1;
	}
}

function rig() {
	const { files, clock, advance } = createFakeSystem();
	const log = files.openAppend(PATH);
	const follower = new LogFollower({ files, path: PATH, headBytes: 10 });
	const stream = new StubStream();
	const client = new AbortController();
	const wish = { isWanted: true };
	let closes = 0;
	const close = follower.close.bind(follower);
	follower.close = () => {
		closes += 1;
		close();
	};
	followLog({ follower, stream, closed: client.signal, clock, isWanted: () => wish.isWanted });
	return {
		stream,
		client,
		wish,
		advance,
		clock,
		write: (text: string) => log.write(Buffer.from(text)),
		get closes() {
			return closes;
		},
	};
}

t.test('sends what comes, and ends with its client', async (t) => {
	const world = rig();
	world.write('one');
	world.advance(100);
	t.equal(world.stream.sent, 'one');
	world.client.abort();
	t.equal(world.closes, 1);
	t.equal(world.stream.ends, 1);
	world.write('two');
	world.advance(1000);
	t.equal(world.stream.sent, 'one');
	t.equal(world.closes, 1);
});

t.test('what a slow client has not taken stays in the file', async (t) => {
	const world = rig();
	world.stream.isFull = true;
	world.write('x'.repeat(100_000));
	world.advance(100);
	t.equal(world.stream.sent.length, 65_536);
	world.advance(10_000);
	t.equal(world.stream.sent.length, 65_536, 'nothing is read before it is asked for');
	world.stream.isFull = false;
	world.stream.drained();
	t.equal(world.stream.sent.length, 100_000);
	world.write('y');
	world.advance(100);
	t.match(world.stream.sent, /xy$/);
});

t.test('ends when the log is not wanted any more, with all that was in it', async (t) => {
	const world = rig();
	world.write('last words');
	world.wish.isWanted = false;
	world.advance(100);
	t.equal(world.stream.sent, 'last words');
	t.equal(world.stream.ends, 1);
	t.equal(world.closes, 1);
	world.client.abort();
	t.equal(world.closes, 1);
});
