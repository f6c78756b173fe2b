import t from 'tap';
import { capturePipe } from '../../src/logs/capture-pipe.ts';
import { openStreamLog } from '../../src/logs/open-stream-log.ts';
import type { OutputPipe } from '../../src/platform/system.ts';
import { logRig } from './log-rig.ts';
import { processConfig, streamConfig } from './process-config.ts';

class FakePipe implements OutputPipe {
	buffered = 0;
	spliceFails: string | undefined;
	cannotSplice = false;
	readonly spliced: number[] = [];
	isClosed = false;
	#onData: (chunk: Buffer) => void = () => {};
	#onEnd: () => void = () => {};

	read(onData: (chunk: Buffer) => void, onEnd: () => void): void {
		this.#onData = onData;
		this.#onEnd = onEnd;
	}

	arrives(bytes: number): void {
		this.#onData(Buffer.alloc(bytes, 'r'));
	}

	ends(): void {
		this.#onEnd();
	}

	drain(): void {
		if (this.buffered > 0) this.arrives(this.buffered);
		this.buffered = 0;
	}

	splice(_fd: number, maxBytes: number): number {
		if (this.spliceFails !== undefined) throw Object.assign(new Error('splice'), { code: this.spliceFails });
		const count = this.cannotSplice ? -1 : Math.min(this.buffered, maxBytes);
		this.buffered -= Math.max(count, 0);
		this.spliced.push(count);
		return count;
	}

	close(): void {
		this.isClosed = true;
	}
}

function captured() {
	const rig = logRig();
	const config = processConfig({ stdout: streamConfig({ type: 'file', path: '/log/web.log' }) });
	const log = openStreamLog(config, 'stdout', rig.deps);
	const pipe = new FakePipe();
	let ends = 0;
	const capture = capturePipe(pipe, log, () => {
		ends += 1;
	});
	return { ...rig, log, pipe, capture, ends: () => ends };
}

t.test('small writes are read, large ones spliced until the pipe is empty', async (t) => {
	const { memory, log, pipe } = captured();
	pipe.arrives(100);
	t.same(pipe.spliced, []);
	pipe.buffered = 1_000_000;
	pipe.arrives(65_536);
	t.equal(pipe.buffered, 0);
	t.equal(memory.text('/log/web.log')?.length, 100 + 65_536 + 1_000_000);
	t.equal(log.counters.bytesIn, 100 + 65_536 + 1_000_000);
});

t.test('one writer does not keep the loop for itself', async (t) => {
	const { pipe } = captured();
	pipe.buffered = 100_000_000;
	pipe.arrives(65_536);
	t.equal(pipe.buffered, 100_000_000 - 4 * 1024 * 1024);
});

t.test('where splicing is not possible or fails, everything is read', async (t) => {
	const { memory, pipe } = captured();
	pipe.spliceFails = 'ENOSPC';
	pipe.arrives(65_536);
	pipe.spliceFails = undefined;
	pipe.cannotSplice = true;
	pipe.arrives(65_536);
	pipe.arrives(65_536);
	t.same(pipe.spliced, [-1], 'not asked again');
	t.equal(memory.text('/log/web.log')?.length, 3 * 65_536);
});

t.test('what was in the pipe when the child died is in the log', async (t) => {
	const { memory, pipe, capture, ends } = captured();
	pipe.buffered = 10;
	capture.drain();
	t.equal(memory.text('/log/web.log'), 'r'.repeat(10));
	t.equal(ends(), 0);
	pipe.ends();
	t.equal(ends(), 1);
	capture.close();
	t.equal(pipe.isClosed, true);
});

t.test('the last line of a dead child needs no newline', async (t) => {
	const { deps, stdout } = logRig();
	const toStdout = streamConfig({ type: 'descriptor', fd: 1, path: '/dev/stdout' });
	const log = openStreamLog(processConfig({ stdout: toStdout, logFormat: 'text' }), 'stdout', deps);
	const pipe = new FakePipe();
	const capture = capturePipe(pipe, log, () => {});
	pipe.arrives(3);
	pipe.buffered = 2;
	t.equal(stdout.text, '');
	capture.drain();
	t.equal(stdout.text, 'web | rrrrr\n');
});
