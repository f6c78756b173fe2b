import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { CapturedMessage } from '../../src/logs/captured-message.ts';
import { openStreamLog } from '../../src/logs/open-stream-log.ts';
import type { StreamTap } from '../../src/logs/stream-tap.ts';
import { NO_REFERENCE } from '../config/supervisord-oracle.ts';
import { anyChunking } from './any-chunking.ts';
import { logRig } from './log-rig.ts';
import { processConfig, streamConfig } from './process-config.ts';
import '../fixtures/seed.ts';

const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

interface Heard {
	readonly log: string;
	readonly messages: readonly string[];
	/** What PROCESS_LOG events would carry, put together. */
	readonly output: string;
}

/** A log with capture mode, and what was heard of it so far. */
function captured({ maxBytes = 1000, stripAnsi = false } = {}) {
	const { deps, memory } = logRig({ stripAnsi });
	const messages: string[] = [];
	let output = '';
	const tap: StreamTap = {
		onOutput: (chunk) => {
			output += chunk.toString('latin1');
		},
		capture: { maxBytes, onMessage: (message) => messages.push(message.toString('latin1')) },
	};
	const stdout = streamConfig({ type: 'file', path: '/log/web.log' });
	const log = openStreamLog(processConfig({ stdout }), 'stdout', deps, tap);
	return {
		log,
		write: (...texts: readonly string[]) => {
			for (const text of texts) log.write(Buffer.from(text, 'latin1'));
		},
		heard: (): Heard => ({ log: memory.text('/log/web.log') ?? '', messages, output }),
	};
}

function hear(chunks: readonly Buffer[]): Heard {
	const { log, heard } = captured({ maxBytes: 1e6 });
	for (const chunk of chunks) log.write(chunk);
	return heard();
}

t.test('what stands between the tags is a message and not in the log, but output all the same', async (t) => {
	const { write, heard } = captured();
	write(`before${BEGIN}hello${END}after`);
	t.same(heard(), { log: 'beforeafter', messages: ['hello'], output: 'beforehelloafter' });
	write(`${BEGIN}${END}`);
	t.same(heard().messages, ['hello', ''], 'also an empty one');
	write(`${END} alone is text, ${BEGIN}a${BEGIN}b${END}`);
	t.match(heard(), { log: `beforeafter${END} alone is text, `, messages: ['hello', '', `a${BEGIN}b`] });
});

t.test('a tag may come byte by byte, and what only looks like one is not held for ever', async (t) => {
	const { write, heard, log } = captured();
	write(...`x${BEGIN}mess<!--X`, ...`age${END}`, 'y<!--XSUPER');
	t.same(heard(), { log: 'xy', messages: ['mess<!--Xage'], output: 'xmess<!--Xagey' });
	write('VISION');
	t.equal(heard().log, 'xy<!--XSUPERVISION');
	write('<!--');
	log.endOfProcess();
	t.equal(heard().log, 'xy<!--XSUPERVISION<!--', 'the end of the writer ends the doubt');
});

t.test(
	'a message without an end is in the log once its writer is dead, and the next writer begins outside',
	async (t) => {
		const { write, heard, log } = captured();
		write(`x${BEGIN}never en`, 'ded');
		t.equal(heard().log, 'x');
		log.endOfProcess();
		write('next');
		t.same(heard(), { log: 'xnever endednext', messages: [], output: 'xnever endednext' });
	},
);

t.test('messages and log have no escape sequences where they are stripped', async (t) => {
	const { write, heard } = captured({ stripAnsi: true });
	write(`\x1b[1mbold${BEGIN}\x1b[31mr`, `ed\x1b[0`, `m${END}\x1b[0m end`);
	t.same(heard(), { log: 'bold end', messages: ['red'], output: 'boldred end' });
});

t.test('who listens sees every byte: nothing is spliced past it', async (t) => {
	const { deps } = logRig();
	const stdout = streamConfig({ type: 'file', path: '/log/web.log' });
	const bytes: string[] = [];
	const tapped = openStreamLog(processConfig({ stdout }), 'stdout', deps, {
		onBytes: (chunk) => bytes.push(`${chunk}`),
	});
	t.equal(tapped.spliceTarget(), undefined);
	tapped.write(Buffer.from(`${BEGIN}raw`));
	t.same(bytes, [`${BEGIN}raw`]);
});

const pieces = fc.constantFrom(
	BEGIN,
	END,
	BEGIN.slice(0, 9),
	END.slice(0, 20),
	END.slice(5),
	'<',
	'<!--',
	'text',
	'\n',
	'é',
);
const stream = fc.array(pieces, { maxLength: 25 }).map((texts) => Uint8Array.from(Buffer.from(texts.join(''))));

t.test('any chunking gives what the whole gives', async (t) => {
	fc.assert(
		fc.property(anyChunking(stream), ({ whole, chunks }) => {
			t.strictSame(hear(chunks), hear([whole]));
		}),
		{ numRuns: 1000 },
	);
});

t.test('the log, the messages and the output are what they are with supervisord', { skip: NO_REFERENCE }, async (t) => {
	// supervisord decides about the last bytes when more come: something is written after all of them.
	const inputs = fc
		.sample(anyChunking(stream), 1500)
		.map(({ chunks }) => [...chunks, Buffer.from(END + 'z'.repeat(40))]);
	const answers = askDispatcher(inputs);
	for (const [index, chunks] of inputs.entries()) t.same(hear(chunks), answers[index], `${index}`);
});

t.test('a message that is too long is cut as supervisord cuts it', { skip: NO_REFERENCE }, async (t) => {
	const pieces = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 20 });
	const inputs = fc.sample(fc.tuple(fc.integer({ min: 1, max: 60 }), pieces), 1000);
	const script = `
import json, sys
from supervisor.loggers import BoundIO
answers = []
for maxbytes, pieces in json.load(sys.stdin):
    bound = BoundIO(maxbytes)
    for piece in pieces: bound.write(piece.encode())
    answers.append(bound.getvalue().decode('latin1'))
print(json.dumps(answers))`;
	const expected = python(script, inputs) as string[];
	for (const [index, [maxBytes, pieces]] of inputs.entries()) {
		const message = new CapturedMessage(maxBytes);
		for (const piece of pieces) message.append(Buffer.from(piece));
		t.equal(message.take().toString('latin1'), expected[index]);
	}
});

t.test('a message of many small pieces is held within its bounds, and whole', async (t) => {
	const message = new CapturedMessage(100_000);
	for (let count = 0; count < 300_000; count++) message.append(Buffer.from(String(count % 10)));
	const text = message.take().toString();
	t.equal(text, '0123456789'.repeat(10_000));
	t.equal(message.take().length, 0);
});

/** supervisord's own dispatcher of a program's output, without a program. */
function askDispatcher(inputs: readonly (readonly Buffer[])[]): readonly Heard[] {
	const script = `
import base64, json, sys
from types import SimpleNamespace as Thing
from supervisor import events
from supervisor.dispatchers import POutputDispatcher
from supervisor.loggers import Logger, getLevelNumByDescription, BoundIO, StreamHandler, handle_boundIO
def hear(chunks):
    heard = {'log': [], 'messages': [], 'output': []}
    events.clear()
    events.subscribe(events.ProcessCommunicationStdoutEvent, lambda e: heard['messages'].append(e.data))
    events.subscribe(events.ProcessLogStdoutEvent, lambda e: heard['output'].append(e.data))
    quiet = Thing(info=lambda *a, **k: 0, debug=lambda *a, **k: 0, log=lambda *a, **k: 0)
    made = []
    def get_logger():
        made.append(Logger())
        return made[-1]
    options = Thing(strip_ansi=False, loglevel=99, logger=quiet, getLogger=get_logger, readfd=lambda fd: chunks.pop(0))
    config = Thing(name='web', options=options, stdout_logfile=None, stdout_logfile_maxbytes=0, stdout_logfile_backups=0,
        stdout_syslog=False, stdout_capture_maxbytes=10**6, stdout_events_enabled=True, stderr_events_enabled=False)
    dispatcher = POutputDispatcher(Thing(config=config, pid=1, group=None), events.ProcessCommunicationStdoutEvent, 0)
    dispatcher.normallog = dispatcher.childlog = Thing(info=heard['log'].append, handlers=[])
    while chunks:
        if chunks[0]: dispatcher.handle_read_event()
        else: chunks.pop(0)
    return {key: [v.decode('latin1') for v in value] for key, value in heard.items()}
answers = [hear([base64.b64decode(c) for c in chunks]) for chunks in json.load(sys.stdin)]
print(json.dumps(answers))`;
	const raw = python(
		script,
		inputs.map((chunks) => chunks.map((chunk) => chunk.toString('base64'))),
	) as { log: string[]; messages: string[]; output: string[] }[];
	return raw.map(({ log, messages, output }) => ({
		log: log.join(''),
		messages,
		output: output.join(''),
	}));
}

function python(script: string, input: unknown): unknown {
	const options = { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
	return JSON.parse(execFileSync('/usr/bin/python3', ['-W', 'ignore', '-c', script], options));
}
