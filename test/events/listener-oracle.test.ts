import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { ListenerProtocol } from '../../src/events/listener-protocol.ts';
import { NO_REFERENCE } from '../config/supervisord-oracle.ts';
import '../fixtures/seed.ts';

/** What a daemon made of each chunk, and the state that it saw the listener in after it. */
type Understood = readonly (readonly string[])[];

/** Both are given an event after each chunk after which the listener is READY, as a turn of supervisord's loop does. */
function understand(chunks: readonly Buffer[]): Understood {
	const protocol = new ListenerProtocol();
	return chunks.map((chunk) => {
		const words: string[] = protocol.feed(chunk).map((decision) => {
			if (decision.type !== 'result') return decision.type;
			return decision.ok ? 'processed' : 'rejected';
		});
		words.push(protocol.state);
		if (protocol.state === 'READY') protocol.sent();
		return words;
	});
}

const word = fc.constantFrom(
	'READY\n',
	'RESULT 2\nOK',
	'RESULT 4\nFAIL',
	'RESULT 2\nNO',
	'RESULT 2\n',
	'RESULT ',
	'whatever2\nOK',
	'RESULT +2\nOK',
	'RESULT \t2 \r\nOK',
	'RESULT 0_2\nOK',
	'RESULT 1_0\n0123456789',
	'RESULT 2.0\n',
	'RESULT\n',
	'RESULT _2\n',
	'RESULT 99999999999999999999\n',
	'RES',
	'OK',
	'\n',
	'2\n',
	'REA',
	'DY\n',
	'\xff\n',
);

// Mostly what a listener would say, so that the dialogues come far; cut into chunks anywhere.
const dialogue = fc
	.array(
		fc.oneof(
			{ weight: 4, arbitrary: fc.constantFrom('READY\n', 'READY\n|RESULT 2\nOK', 'READY\n|RESULT 4\nFAIL') },
			{ weight: 2, arbitrary: word },
			{ weight: 1, arbitrary: word.map((text) => `READY\n|${text}`) },
			{ weight: 3, arbitrary: fc.constant('|') },
		),
		{ maxLength: 20 },
	)
	.map((words) =>
		words
			.join('')
			.split('|')
			.filter((chunk) => chunk !== '')
			.map((chunk) => Buffer.from(chunk, 'latin1')),
	);

t.test("any dialogue is understood as by supervisord's own dispatcher", { skip: NO_REFERENCE }, async (t) => {
	const dialogues = fc.sample(dialogue, 3000);
	const input = dialogues.map((chunks) => chunks.map((chunk) => chunk.toString('latin1')));
	const answers: Understood[] = askDispatcher(input);
	for (const [index, chunks] of dialogues.entries()) {
		t.strictSame(understand(chunks), answers[index], JSON.stringify(input[index]));
	}
	const seen = new Set(answers.flat(2));
	t.strictSame(
		[...seen].sort(),
		['ACKNOWLEDGED', 'BUSY', 'READY', 'UNKNOWN', 'processed', 'ready', 'rejected', 'violation'],
		'every state and every decision occurred',
	);
});

/** supervisord's PEventListenerDispatcher without a listener; its log tells what it decided. */
function askDispatcher(dialogues: readonly (readonly string[])[]): Understood[] {
	const script = `
import json, sys
from types import SimpleNamespace as Thing
from supervisor import events
from supervisor.dispatchers import PEventListenerDispatcher, default_handler
from supervisor.states import EventListenerStates as States, getEventListenerStateDescription as describe
def understand(chunks):
    said = []
    def log(message):
        for end, word in ((' -> READY', 'ready'), (' -> UNKNOWN', 'violation'),
                          ('event was processed', 'processed'), ('event was rejected', 'rejected')):
            if message.endswith(end): said.append(word)
    events.clear()
    pending = [chunk.encode('latin1') for chunk in chunks]
    options = Thing(strip_ansi=False, logger=Thing(debug=log, warn=log), readfd=lambda fd: pending.pop(0))
    process = Thing(config=Thing(name='ear', options=options, stdout_logfile=None),
                    group=Thing(config=Thing(result_handler=default_handler)))
    dispatcher = PEventListenerDispatcher(process, 'stdout', 0)
    answer = []
    while pending:
        said.clear()
        dispatcher.handle_read_event()
        answer.append(said + [describe(process.listener_state)])
        if process.listener_state == States.READY:
            process.listener_state = States.BUSY
            process.event = object()
    return answer
print(json.dumps([understand(chunks) for chunks in json.load(sys.stdin)]))`;
	const options = { input: JSON.stringify(dialogues), encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
	return JSON.parse(execFileSync('/usr/bin/python3', ['-W', 'ignore', '-c', script], options)) as Understood[];
}
