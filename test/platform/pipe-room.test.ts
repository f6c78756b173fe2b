import t from 'tap';
import { LARGE_PIPE_BYTES, OUTPUT_PIPE_BYTES, PipeRoom } from '../../src/platform/linux/pipe-room.ts';

/** A room whose pipe answers so, one answer each time and then the last one for ever. */
function roomUnderTest(...answers: number[]) {
	const resized: number[] = [];
	let heard = (): void => {};
	const room = new PipeRoom((bytes) => {
		resized.push(bytes);
		heard();
		const [answer = bytes] = answers;
		answers.shift();
		return answer;
	});
	const untilResized = async (times: number): Promise<void> => {
		while (resized.length < times) await new Promise<void>((resolve) => (heard = resolve));
	};
	return { room, resized, untilResized };
}

t.test('a pipe is large while it needs to be, and smaller when it no longer does', async (t) => {
	const { room, resized, untilResized } = roomUnderTest();
	room.enlarge();
	room.enlarge();
	t.strictSame(resized, [LARGE_PIPE_BYTES], 'once');
	await untilResized(2);
	t.strictSame(resized, [LARGE_PIPE_BYTES, OUTPUT_PIPE_BYTES]);
	room.enlarge();
	t.strictSame(resized, [LARGE_PIPE_BYTES, OUTPUT_PIPE_BYTES, LARGE_PIPE_BYTES], 'and again');
	room.close();
});

t.test('a pipe with too much in it to become smaller is tried again', async (t) => {
	const EBUSY = -16;
	const { room, resized, untilResized } = roomUnderTest(LARGE_PIPE_BYTES, EBUSY);
	room.enlarge();
	await untilResized(3);
	t.strictSame(resized, [LARGE_PIPE_BYTES, OUTPUT_PIPE_BYTES, OUTPUT_PIPE_BYTES]);
	room.close();
});

t.test('a pipe that may not become larger is left as it is', async (t) => {
	const EPERM = -1;
	const refused = roomUnderTest(EPERM);
	refused.room.enlarge();
	refused.room.enlarge();
	const granted = roomUnderTest();
	granted.room.enlarge();
	// Timers of one length run in the order in which they were set.
	await granted.untilResized(2);
	t.strictSame(refused.resized, [LARGE_PIPE_BYTES], 'neither asked for ever again, nor made smaller');
	refused.room.close();
	granted.room.close();
});

t.test('nothing is done with a pipe that was closed', async (t) => {
	const closed = roomUnderTest();
	closed.room.enlarge();
	closed.room.close();
	const other = roomUnderTest();
	other.room.enlarge();
	await other.untilResized(2);
	t.strictSame(closed.resized, [LARGE_PIPE_BYTES]);
	other.room.close();
});
