/** Whatever is asked of a pod, in whatever order and while whatever else is under way, it stays in one piece. */
import fc from 'fast-check';
import t from 'tap';
import type { Value } from '../../src/foundation/value.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { SEED } from '../fixtures/seed.ts';
import { type PodRig, startPod } from './pod-rig.ts';

const HISTORIES = Number(process.env['PODVISOR_OPERATIONS'] ?? 400);

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;

interface Program {
	readonly options: readonly string[];
	readonly needsPrevious: boolean;
	readonly numprocs: number;
}

const program: fc.Arbitrary<Program> = fc.record({
	options: fc.tuple(
		fc.constantFrom('startsecs=0', 'startsecs=1', 'startsecs=2'),
		fc.constantFrom('autostart=true', 'autostart=true', 'autostart=false'),
		fc.constantFrom('autorestart=true', 'autorestart=false', 'autorestart=unexpected'),
		fc.constantFrom('exitcodes=0', 'exitcodes=0,3'),
		fc.constantFrom('priority=5', 'priority=10'),
		fc.constantFrom('startretries=0', 'startretries=2'),
		fc.constantFrom('stopwaitsecs=1', 'stopwaitsecs=3'),
	),
	needsPrevious: fc.boolean(),
	numprocs: fc.constantFrom(1, 1, 1, 2, 3),
});

/** Which programs there are, each with its options. */
const conf: fc.Arbitrary<string> = fc
	.tuple(...NAMES.map(() => fc.option(program, { nil: undefined })))
	.map((programs) => {
		const known = NAMES.filter((_, index) => programs[index] !== undefined);
		return known.map((name) => section(name, programs[NAMES.indexOf(name)], known)).join('');
	});

function section(name: string, drawn: Program | undefined, known: readonly string[]): string {
	const previous = known[known.indexOf(name) - 1];
	const dependsOn = drawn?.needsPrevious && previous !== undefined ? [`depends_on=${previous}:started`] : [];
	const names = [`numprocs=${drawn?.numprocs ?? 1}`, 'process_name=%(process_num)d'];
	return [`[program:${name}]`, `command=/bin/${name}`, ...names, ...(drawn?.options ?? []), ...dependsOn, ''].join(
		'\n',
	);
}

type Action =
	| { readonly type: 'call'; readonly method: string; readonly args: readonly Value[] }
	| { readonly type: 'pass'; readonly ms: number }
	| { readonly type: 'edit'; readonly conf: string };

const name: fc.Arbitrary<string> = fc.constantFrom('a:0', 'b:0', 'c:0', 'c:1', 'd:0', 'e:2', 'a:*', 'b:*', 'nope');
const group: fc.Arbitrary<string> = fc.constantFrom(...NAMES, 'nope');

function call(method: string, ...args: readonly fc.Arbitrary<Value>[]): fc.Arbitrary<Action> {
	return fc.tuple(...args).map((drawn) => ({ type: 'call', method, args: drawn }));
}

const action: fc.Arbitrary<Action> = fc.oneof(
	call('startProcess', name, fc.boolean()),
	call('stopProcess', name, fc.boolean()),
	call('restartProcess', name, fc.boolean()),
	call('startAllProcesses', fc.boolean()),
	call('stopAllProcesses', fc.boolean()),
	call('signalProcess', name, fc.constantFrom('TERM', 'KILL', 'HUP')),
	call('updateGroups'),
	call('updateGroups', fc.array(group, { minLength: 1, maxLength: 2 })),
	call('addProcessGroup', group),
	call('removeProcessGroup', group),
	call('reloadConfig'),
	call('getAllProcessInfo'),
	call('getAllConfigInfo'),
	call('listProcesses'),
	call('clearAllProcessLogs'),
	call(
		'waitFor',
		fc.constant([]),
		fc.constantFrom('ready', 'running', 'stopped', 'completed'),
		fc.constantFrom(0, 500, 5000),
	),
	fc.constantFrom(0, 1, 500, 1000, 3000).map((ms): Action => ({ type: 'pass', ms })),
	fc.constantFrom(0, 1, 500, 1000, 3000).map((ms): Action => ({ type: 'pass', ms })),
	conf.map((text): Action => ({ type: 'edit', conf: text })),
);

/** How a program's n-th life goes: drawn from its number, so that a history can be run again. */
function scriptOf(seed: number): FakeScript {
	return (self) => {
		const fate = (seed + self.count * 7 + (self.request.argv[0]?.charCodeAt(5) ?? 0)) % 8;
		if (fate === 0) self.after(100, () => self.exit(1));
		if (fate === 1) self.after(2500, () => self.exit(3));
		if (fate === 2) self.onSignal(15, () => self.after(700, () => self.exit(0)));
		if (fate === 3) self.onSignal(15, () => {});
	};
}

async function play(pod: PodRig, actions: readonly Action[]): Promise<Promise<string>[]> {
	const answers: Promise<string>[] = [];
	for (const step of actions) {
		if (step.type === 'pass') await pod.pass(step.ms);
		else if (step.type === 'edit') pod.edit(step.conf);
		else answers.push((await pod.begin(step.method, ...step.args)).answer);
		look(pod);
	}
	return answers;
}

/** What holds at all times. */
function look({ control: { session }, system }: PodRig): void {
	const { pod } = session;
	const { world } = pod;
	const configured = pod.groups.flatMap(({ processes }) => processes.map(({ group, name }) => `${group}:${name}`));
	if ([...world.processes.keys()].sort().join() !== configured.sort().join())
		throw new Error('groups and world differ');
	const pids = [...world.processes.values()].flatMap(({ pid, leaderGone }) => (pid === 0 || leaderGone ? [] : [pid]));
	if (new Set(pids).size !== pids.length) throw new Error('two processes have one pid');
	const alive = new Set(system.processes.liveDescendants());
	const lost = [...alive].filter((pid) => !pids.includes(pid));
	if (lost.length > 0) throw new Error(`${lost.join(', ')} are alive, and nobody's`);
}

t.test(`any operations at any time (seed ${SEED})`, { timeout: 250_000 }, async (t) => {
	let answered = 0;
	const faults = new Map<string, number>();
	await fc.assert(
		fc.asyncProperty(
			conf,
			fc.array(action, { minLength: 5, maxLength: 30 }),
			fc.nat(7),
			async (first, actions, seed) => {
				const pod = startPod(first, scriptOf(seed));
				const answers = await play(pod, actions);
				pod.shutDown();
				for (let second = 0; second < 60 && !pod.control.session.pod.world.ended; second++) await pod.pass(1000);
				if (!pod.control.session.pod.world.ended) throw new Error('the pod does not end');
				if (pod.system.processes.liveDescendants().length > 0) throw new Error('somebody outlives the pod');
				// Nobody who asked is left without an answer.
				await pod.pass(5000);
				for (const text of await Promise.all(answers)) {
					const known = /^(no fault|[A-Z_]+)/.exec(text)?.[0] ?? text;
					faults.set(known, (faults.get(known) ?? 0) + 1);
					answered += 1;
				}
			},
		),
		{ numRuns: HISTORIES, seed: SEED },
	);
	t.comment(JSON.stringify(Object.fromEntries(faults)));
	t.ok(answered > HISTORIES, 'many operations were answered');
	const expected = ['no fault', 'BAD_NAME', 'ALREADY_STARTED', 'ALREADY_ADDED', 'NOT_RUNNING', 'STILL_RUNNING'];
	for (const fault of expected) t.ok((faults.get(fault) ?? 0) > 0, `${fault} was among the answers`);
	const unknown = [...faults.keys()].filter((fault) => !/^(no fault|[A-Z]+(_[A-Z]+)*)$/.test(fault));
	t.strictSame(unknown, [], 'a failed operation is a fault, and nothing else');
});
