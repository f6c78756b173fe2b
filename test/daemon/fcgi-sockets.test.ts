/** fcgi-programs in a real pod on a fake system: when their socket is opened and closed. */
import t from 'tap';
import type { Config, FcgiSocket, ProcessConfig } from '../../src/config/config.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { createFakeSystem, type FakeSystem } from '../../src/platform/fake/fake-system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { type PodOnFake, startPodOnFake } from '../fixtures/pod-on-fake.ts';

const PATH = '/run/php.sock';
const ONE: ProcessConfig = processConfig({ kind: 'fcgi-program', name: 'php_0', group: 'php', argv: ['/bin/php'] });
const TWO: ProcessConfig = { ...ONE, name: 'php_1' };
const WEB: ProcessConfig = processConfig({ argv: ['/bin/web'] });

function socketAt(path: string): FcgiSocket {
	return { url: `unix://${path}`, address: { type: 'unix', path, mode: 0o700, owner: undefined }, backlog: 5 };
}

function fcgiConfig(processes: readonly ProcessConfig[], fcgiSocket: FcgiSocket = socketAt(PATH)): Config {
	const config = podConfig(processes, { logfile: { type: 'file', path: '/tmp/log' }, silent: true });
	return {
		...config,
		groups: config.groups.map((group) =>
			group.name === 'php' ? { ...group, kind: 'fcgi-program', fcgiSocket } : group,
		),
	};
}

interface FcgiPod extends PodOnFake {
	/** The paths that are bound now. */
	bound(): string[];
	/** What each process that was spawned got as its stdin. */
	readonly stdins: (number | undefined)[];
	spawnError(key: string): string | undefined;
	stop(key: string): void;
}

function run(config: Config, script: FakeScript = () => {}, prepare: (system: FakeSystem) => void = () => {}): FcgiPod {
	const stdins: (number | undefined)[] = [];
	const system = createFakeSystem((self) => {
		stdins.push(self.request.stdin);
		script(self);
	});
	prepare(system);
	for (const file of ['/bin/php', '/bin/web']) system.files.put(file, '', 0o755);
	const running = startPodOnFake(config, system);
	const { pod } = running;
	return {
		...running,
		bound: () => [...system.sockets.bound.keys()],
		stdins,
		spawnError: (key) => pod.world.processes.get(key)?.spawnError,
		stop(process) {
			pod.post({ type: 'stop', at: pod.now, process });
			system.advance(1);
		},
	};
}

t.test('all processes of a group have one socket, an ordinary program has none', async (t) => {
	const { bound, stdins } = run(fcgiConfig([ONE, TWO, WEB]));
	t.strictSame(bound(), [PATH]);
	t.equal(stdins.length, 3);
	t.equal(new Set(stdins.filter((fd) => fd !== undefined)).size, 1);
	t.equal(stdins.filter((fd) => fd === undefined).length, 1);
});

t.test('nobody can write to their stdin', async (t) => {
	const { pod } = run(fcgiConfig([ONE, WEB]));
	t.equal(pod.writeStdin('php:php_0', Buffer.from('x')), false);
	t.equal(pod.writeStdin('web:web', Buffer.from('x')), true);
});

t.test('it is open from the first start until the last of them is stopped', async (t) => {
	const { bound, pod, stop, system, log } = run(fcgiConfig([ONE, TWO].map((one) => ({ ...one, autostart: false }))));
	t.strictSame(bound(), [], 'nobody has started yet');
	for (const process of ['php:php_0', 'php:php_1']) pod.post({ type: 'start', at: pod.now, process });
	system.advance(2000);
	stop('php:php_0');
	t.strictSame(bound(), [PATH], 'one is left');
	stop('php:php_1');
	t.strictSame(bound(), []);
	pod.post({ type: 'start', at: pod.now, process: 'php:php_1' });
	t.strictSame(bound(), [PATH], 'and is opened again');
	t.strictSame(log().match(/(Creating|Closing) socket \S+/g), [
		`Creating socket unix://${PATH}`,
		`Closing socket unix://${PATH}`,
		`Creating socket unix://${PATH}`,
	]);
});

t.test('it stays open while the only child crashes and is waited for, and is closed when it is given up', async (t) => {
	const { bound, state, system, stdins } = run(fcgiConfig([ONE]), (self) => self.after(100, () => self.exit(1)));
	const states = new Set<string | undefined>();
	for (let passed = 0; state('php:php_0') !== 'FATAL' && passed < 20_000; passed += 50) {
		states.add(state('php:php_0'));
		t.strictSame(bound(), [PATH]);
		system.advance(50);
	}
	t.ok(states.has('BACKOFF'));
	t.equal(new Set(stdins).size, 1, 'each child had the same');
	t.equal(state('php:php_0'), 'FATAL');
	t.strictSame(bound(), []);
});

t.test('it stays open over a crash of a child that was up, and is closed after an end that is expected', async (t) => {
	let code = 1;
	const { bound, state, system, stdins } = run(fcgiConfig([ONE]), (self) => self.after(5000, () => self.exit(code)));
	system.advance(5000);
	t.strictSame(bound(), [PATH]);
	system.advance(2000);
	t.equal(stdins.length, 2, 'it came back');
	t.equal(stdins[0], stdins[1]);
	code = 0;
	system.advance(5000);
	t.equal(state('php:php_0'), 'EXITED');
	t.strictSame(bound(), []);
});

t.test('one that cannot be opened is a failed start that says why; it is tried again, others go on', async (t) => {
	const { bound, spawnError, state, system, log } = run(
		fcgiConfig([ONE, WEB]),
		() => {},
		({ faults }) => faults.failNext('bind', 'EADDRINUSE'),
	);
	t.equal(state('php:php_0'), 'BACKOFF');
	const error = `cannot open the socket unix://${PATH}: another process listens there; shut it down first, or set another socket`;
	t.equal(spawnError('php:php_0'), error);
	t.match(log(), `spawnerr: ${error}`);
	t.strictSame(bound(), []);
	system.advance(1000);
	t.strictSame(bound(), [PATH]);
	system.advance(1000);
	t.equal(state('php:php_0'), 'RUNNING');
	t.equal(state('web:web'), 'RUNNING');
});

t.test('and after startretries it is given up', async (t) => {
	const { state, system } = run(
		fcgiConfig([ONE]),
		() => {},
		({ faults }) => faults.failNext('bind', 'EACCES', 4),
	);
	system.advance(1000 + 2000 + 3000);
	t.equal(state('php:php_0'), 'FATAL');
});

t.test('a group that leaves the pod takes its socket along', async (t) => {
	const { bound, pod, stop } = run(fcgiConfig([ONE, WEB]));
	stop('php:php_0');
	pod.regroup(
		pod.groups.filter(({ name }) => name !== 'php'),
		[],
	);
	t.strictSame(bound(), []);
});

t.test('one that is configured anew is opened anew; one that is the same again stays', async (t) => {
	const before = fcgiConfig([ONE, TWO]);
	const { bound, pod, stop, system, stdins } = run(before);
	const start = (process: string) => {
		pod.post({ type: 'start', at: pod.now, process });
		system.advance(1);
	};
	stop('php:php_0');
	pod.regroup(fcgiConfig([ONE, TWO]).groups, []);
	start('php:php_0');
	t.equal(stdins.at(-1), stdins[0], 'read again, it says the same');
	stop('php:php_0');
	pod.regroup(fcgiConfig([ONE, TWO], socketAt('/run/new.sock')).groups, []);
	start('php:php_0');
	t.strictSame(bound(), ['/run/new.sock']);
	t.not(stdins.at(-1), stdins[0]);
});

t.test('it is closed at the end of the pod, and when the pod is let go of', async (t) => {
	const first = run(fcgiConfig([ONE]));
	first.pod.post({ type: 'shutdown', at: first.pod.now, intent: 'exit', reason: 'test' });
	first.system.advance(1);
	t.strictSame(first.bound(), []);
	const second = run(fcgiConfig([ONE]));
	second.pod.close();
	t.strictSame(second.bound(), []);
});
