/** Every method of `supervisor.*`: good calls, wrong names, wrong states, wrong types and counts of arguments. */
import t from 'tap';
import { NO_REFERENCE, startPair } from '../pair.ts';
import { callRpc, type Step } from './call-rpc.ts';
import { compareAnswers, type OtherAnswer } from './compare-answers.ts';
import { RPC_POD } from './rpc-conf.ts';

t.jobs = 4;

const READY: readonly Step[] = [
	'cat',
	'auto',
	'stubborn',
	'deaf',
	'talks',
	'merged',
	'workers:w1',
	'many:many_01',
	'ear',
	'fast',
].map((name) => ['until', name, 'RUNNING']);

async function compare(name: string, steps: readonly Step[], others: readonly OtherAnswer[] = []): Promise<void> {
	await t.test(name, { buffered: true, skip: NO_REFERENCE }, async (t) => {
		const pair = startPair(t, RPC_POD);
		await pair.both((rival) => rival.until(() => rival.has('rpc.sock'), 'its socket'));
		await compareAnswers(t, pair, [...READY, ...steps], others);
	});
}

const NAMES = [
	'cat',
	'nope',
	'cat:nope',
	'nope:*',
	'workers',
	'workers:',
	'workers:nope',
	'',
	':',
	'cat:cat:cat',
	'CAT',
];

void compare('what only reads', [
	['getAPIVersion'],
	['getVersion'],
	['getSupervisorVersion'],
	['getIdentification'],
	['getState'],
	['getPID'],
	['getAllProcessInfo'],
	['getAllConfigInfo'],
	...NAMES.map((name): Step => ['getProcessInfo', name]),
	['getProcessInfo', 'workers:*'],
	['getProcessInfo', 'auto'],
]);

void compare('start and stop, in right and in wrong states', [
	...NAMES.filter((name) => name !== 'cat').map((name): Step => ['startProcess', name]),
	...NAMES.filter((name) => name !== 'cat' && name !== 'workers:').map((name): Step => ['stopProcess', name]),
	['startProcess', 'cat'],
	['startProcess', 'cat', false],
	['stopProcess', 'off'],
	['getProcessInfo', 'off'],
	['startProcess', 'off'],
	['getProcessInfo', 'off'],
	['startProcess', 'off', true],
	['stopProcess', 'off', true],
	['getProcessInfo', 'off'],
	['stopProcess', 'off'],
	['startProcess', 'off', false],
	['getProcessInfo', 'off'],
	['stopProcess', 'off', false],
	['until', 'off', 'STOPPED'],
	['stopProcess', 'stubborn', false],
	['getProcessInfo', 'stubborn'],
	['stopProcess', 'stubborn'],
	['until', 'stubborn', 'STOPPED'],
	['getProcessInfo', 'stubborn'],
	['startProcess', 'stubborn'],
	['stopProcess', 'stubborn'],
	['getProcessInfo', 'stubborn'],
]);

const QUEUED = 'a start of what is stopping is not lost: it follows the stop';

void compare(
	'what supervisord does by halves',
	[
		['stopProcess', 'stubborn', false],
		['startProcess', 'stubborn'],
		['stopProcess', 'stubborn'],
		['stopProcess', 'talks'],
		['clearProcessLogs', 'talks'],
		['readProcessStdoutLog', 'talks', 0, 0],
	],
	[
		{
			step: ['startProcess', 'stubborn'],
			supervisord: { fault: [40, 'ABNORMAL_TERMINATION: stubborn'] },
			podvisord: { result: true },
			because: QUEUED,
		},
		{
			step: ['stopProcess', 'stubborn'],
			supervisord: { fault: [70, 'NOT_RUNNING: stubborn'] },
			podvisord: { result: true },
			because: QUEUED,
		},
		{
			step: ['readProcessStdoutLog', 'talks', 0, 0],
			supervisord: { result: 'one\ntwo\nthree\n' },
			podvisord: { result: '' },
			because: 'the logs of what is stopped are cleared too, where supervisord says so and does nothing',
		},
	],
);

void compare('starts that fail', [
	['startProcess', 'missing'],
	['startProcess', 'missing', false],
	['startProcess', 'nowhere'],
	['startProcess', 'plain'],
	['startProcess', 'folder'],
	['getProcessInfo', 'missing'],
	['stopProcess', 'missing'],
	['startProcess', 'quick'],
	['until', 'quick', 'FATAL'],
	['getProcessInfo', 'quick'],
	['stopProcess', 'quick'],
	['startProcess', 'zero'],
	['until', 'zero', 'FATAL'],
	['getProcessInfo', 'zero'],
	['startProcess', 'retries'],
	['until', 'retries', 'BACKOFF'],
	['getProcessInfo', 'retries'],
	['startProcess', 'retries'],
	['stopProcess', 'retries'],
	['getProcessInfo', 'retries'],
	// These end when they are told: what dies while supervisord still answers is one that could not be spawned.
	['startProcess', 'three', false],
	['sendProcessStdin', 'three', 'now\n'],
	['until', 'three', 'EXITED'],
	['getProcessInfo', 'three'],
	['stopProcess', 'three'],
	['startProcess', 'killed', false],
	['sendProcessStdin', 'killed', 'now\n'],
	['until', 'killed', 'EXITED'],
	['getProcessInfo', 'killed'],
]);

void compare('groups and all', [
	['startProcessGroup', 'nope'],
	['stopProcessGroup', 'nope'],
	['startProcessGroup', 'workers'],
	['startProcessGroup', 'workers'],
	['stopProcessGroup', 'workers'],
	['stopProcessGroup', 'workers'],
	['startProcess', 'workers:*'],
	['stopProcess', 'workers:*', false],
	['until', 'workers:w1', 'STOPPED'],
	['until', 'workers:w2', 'STOPPED'],
	['startProcess', 'workers:', false],
	['signalProcess', 'workers:*', 'CONT'],
	['signalProcessGroup', 'workers', 'CONT'],
	['signalProcessGroup', 'workers', 'nonsense'],
	['signalProcessGroup', 'nope', 'CONT'],
	['signalProcessGroup', 'workers', 18],
	['signalAllProcesses', 'CONT'],
	['signalAllProcesses', 'nonsense'],
	['stopAllProcesses'],
	['signalAllProcesses', 'CONT'],
	['getAllProcessInfo'],
	['startProcessGroup', 'workers', false],
	['stopAllProcesses', true],
	['getAllProcessInfo'],
]);

void compare(
	'signals',
	[
		...NAMES.map((name): Step => ['signalProcess', name, 'CONT']),
		...[
			'CONT',
			'SIGCONT',
			'cont',
			' CONT ',
			'18',
			' 18 ',
			18,
			'0',
			'-1',
			'65',
			'1000',
			'',
			'SIG',
			'nonsense',
			18.0,
		].map((signal): Step => ['signalProcess', 'cat', signal]),
		['signalProcess', 'off', 'CONT'],
		['signalProcess', 'off', 'nonsense'],
		// Ignored: nobody dies of it.
		['signalProcess', 'stubborn', 'RTMIN'],
		['signalProcess', 'stubborn', 'SIGRTMAX'],
		['signalProcess', 'stubborn', 'RTMIN+6'],
		['signalProcess', 'stubborn', '40'],
		['stopProcess', 'cat'],
		['startProcess', 'cat'],
		['signalProcess', 'cat', 'KILL'],
	],
	[
		{
			step: ['signalProcess', 'stubborn', 'RTMIN+6'],
			supervisord: { fault: [11, 'BAD_SIGNAL: RTMIN+6'] },
			podvisord: { result: true },
			because: 'supervisord knows no real-time signals but the first and the last',
		},
		{
			step: ['signalProcess', 'stubborn', '40'],
			supervisord: { fault: [11, 'BAD_SIGNAL: 40'] },
			podvisord: { result: true },
			because: 'see RTMIN+6',
		},
	],
);

const RANGES = [
	[0, 0],
	[0, 5],
	[4, 3],
	[4, 0],
	[-5, 0],
	[-1000, 0],
	[1000, 0],
	[1000, 5],
	[-5, 3],
	[0, -1],
	[5, -1],
	[14, 0],
	[13, 100],
] as const;

void compare('logs', [
	['readProcessStdoutLog', 'talks', 0, 0],
	...RANGES.flatMap(([offset, length]): Step[] => [
		['readProcessStdoutLog', 'talks', offset, length],
		['readProcessLog', 'talks', offset, length],
		['readProcessStderrLog', 'talks', offset, length],
		['tailProcessStdoutLog', 'talks', offset, length],
		['tailProcessLog', 'talks', offset, length],
		['tailProcessStderrLog', 'talks', offset, length],
	]),
	['readProcessStdoutLog', 'talks', '4', '3'],
	['readProcessStdoutLog', 'talks', 4.7, 3.2],
	['readProcessStdoutLog', 'talks', true, false],
	['readProcessStdoutLog', 'merged', 0, 0],
	['readProcessStderrLog', 'merged', 0, 0],
	['tailProcessStderrLog', 'merged', 0, 0],
	['readProcessStdoutLog', 'off', 0, 0],
	['readProcessStderrLog', 'off', 0, 0],
	['tailProcessStdoutLog', 'off', 0, 0],
	['readProcessStdoutLog', 'auto', 0, 0],
	...NAMES.flatMap((name): Step[] => [
		['readProcessStdoutLog', name, 0, 0],
		['tailProcessStderrLog', name, 0, 0],
		['clearProcessLogs', name],
	]),
	['readProcessStdoutLog', 'workers:*', 0, 0],
	['clearProcessLogs', 'talks'],
	['readProcessStdoutLog', 'talks', 0, 0],
	['readProcessStderrLog', 'talks', 0, 0],
	['clearProcessLog', 'merged'],
	['readProcessLog', 'merged', 0, 0],
	['clearProcessLogs', 'off'],
	['clearProcessLogs', 'auto'],
	['clearAllProcessLogs'],
	['readLog', -5, 3],
	['readLog', 0, -1],
	['readLog', 100_000_000, 5],
	['readMainLog', 100_000_000, 5],
	['clearLog'],
]);

void compare(
	'stdin',
	[
		...NAMES.map((name): Step => ['sendProcessStdin', name, 'x']),
		['sendProcessStdin', 'workers:*', 'x'],
		['sendProcessStdin', 'off', 'x'],
		['sendProcessStdin', 'deaf', 'x'],
		['sendProcessStdin', 'fast', 'x'],
		['sendProcessStdin', 'cat', ''],
		['sendProcessStdin', 'cat', 'grüße 🙂 &lt;\n'],
		['sendProcessStdin', 'cat', 5],
		['sendProcessStdin', 'nope', 5],
		['sendRemoteCommEvent', 'type', 'data'],
		['sendRemoteCommEvent', 'grüße', '🙂'],
		['sendRemoteCommEvent', '', ''],
	],
	[5].flatMap(() =>
		['cat', 'nope'].map((name) => ({
			step: ['sendProcessStdin', name, 5] as const,
			supervisord: { fault: [2, 'INCORRECT_PARAMETERS: 5'] as const },
			podvisord: { fault: [2, 'INCORRECT_PARAMETERS'] as const },
			because: 'what was sent may be a password: it is not repeated',
		})),
	),
);

void compare('runtime configuration', [
	['reloadConfig'],
	['addProcessGroup', 'cat'],
	['addProcessGroup', 'nope'],
	['addProcessGroup', ''],
	['addProcessGroup', 'workers:w1'],
	['removeProcessGroup', 'nope'],
	['removeProcessGroup', 'workers'],
	['removeProcessGroup', 'cat'],
	['stopProcessGroup', 'workers'],
	['removeProcessGroup', 'workers'],
	['removeProcessGroup', 'workers'],
	['getProcessInfo', 'workers:w1'],
	['reloadConfig'],
	['getAllConfigInfo'],
	['addProcessGroup', 'workers'],
	['until', 'workers:w1', 'RUNNING'],
	['getProcessInfo', 'workers:w2'],
	['reloadConfig'],
	['removeProcessGroup', 'off'],
	['addProcessGroup', 'off'],
	['getAllProcessInfo'],
	['stopProcess', 'fast'],
	['removeProcessGroup', 'fast'],
	['addProcessGroup', 'fast'],
	['until', 'fast', 'RUNNING'],
	['stopProcess', 'ear'],
	['removeProcessGroup', 'ear'],
	['addProcessGroup', 'ear'],
	['until', 'ear', 'RUNNING'],
	['reloadConfig'],
]);

const METHODS: Readonly<Record<string, readonly unknown[]>> = {
	getAPIVersion: [],
	getVersion: [],
	getSupervisorVersion: [],
	getIdentification: [],
	getState: [],
	getPID: [],
	readLog: [0, 0],
	readMainLog: [0, 0],
	clearLog: [],
	shutdown: [],
	restart: [],
	reloadConfig: [],
	addProcessGroup: ['nope'],
	removeProcessGroup: ['nope'],
	startProcess: ['off', false],
	startProcessGroup: ['nope', false],
	startAllProcesses: [false],
	stopProcess: ['off', false],
	stopProcessGroup: ['nope', false],
	stopAllProcesses: [false],
	signalProcess: ['off', 'CONT'],
	signalProcessGroup: ['nope', 'CONT'],
	signalAllProcesses: ['CONT'],
	getAllConfigInfo: [],
	getProcessInfo: ['off'],
	getAllProcessInfo: [],
	readProcessStdoutLog: ['off', 0, 0],
	readProcessLog: ['off', 0, 0],
	readProcessStderrLog: ['off', 0, 0],
	tailProcessStdoutLog: ['off', 0, 0],
	tailProcessLog: ['off', 0, 0],
	tailProcessStderrLog: ['off', 0, 0],
	clearProcessLogs: ['off'],
	clearProcessLog: ['off'],
	clearAllProcessLogs: [],
	sendProcessStdin: ['off', 'x'],
	sendRemoteCommEvent: ['type', 'data'],
};

void compare(
	'too many arguments and too few',
	Object.entries(METHODS).flatMap(([method, args]): Step[] => {
		const needed = args.filter((argument) => typeof argument !== 'boolean').length;
		const tooMany: Step = [method, ...args, 'more'];
		return needed === 0 ? [tooMany] : [tooMany, [method], [method, ...args.slice(0, needed - 1)]];
	}),
);

const WRONG: readonly unknown[] = [5, 1.5, true, [], ['off'], {}, { name: 'off' }];

/** A number is a signal, and supervisord's `int()` makes one of these too. */
const NUMBERS: readonly unknown[] = [5, 1.5, true];

const WRONGLY_TYPED: readonly Step[] = Object.entries(METHODS).flatMap(([method, args]) =>
	args.flatMap((argument, index): Step[] => {
		// What supervisord makes of a remote event's type and data is a text of any value.
		if (typeof argument !== 'string' || method === 'sendRemoteCommEvent') return [];
		const wrong = argument === 'CONT' ? WRONG.filter((value) => !NUMBERS.includes(value)) : WRONG;
		return wrong.map((value): Step => [method, ...args.with(index, value)]);
	}),
);

void t.test(
	'arguments of wrong types are refused, as there, and by one fault',
	{ buffered: true, skip: NO_REFERENCE },
	async (t) => {
		const pair = startPair(t, RPC_POD);
		await pair.both((rival) => rival.until(() => rival.has('rpc.sock'), 'its socket'));
		const answers = await pair.both((rival) => callRpc(rival, WRONGLY_TYPED));
		for (const [index, step] of WRONGLY_TYPED.entries()) {
			// A 500, BAD_NAME with what Python prints for the value, or this very fault.
			t.notHas(answers.supervisord[index], { result: true }, `${JSON.stringify(step)}: supervisord`);
			t.strictSame(
				answers.podvisord[index],
				{ fault: [2, 'INCORRECT_PARAMETERS'] },
				`${JSON.stringify(step)}: podvisord`,
			);
		}
	},
);

await t.test('every method of supervisord is called here', { skip: NO_REFERENCE }, async (t) => {
	t.equal(Object.keys(METHODS).length, 37);
});
