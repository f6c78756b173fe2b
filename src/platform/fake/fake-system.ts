import type { Datagram, System } from '../system.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCommands } from './fake-commands.ts';
import { FakeDisks } from './fake-disks.ts';
import { FakeFaults } from './fake-faults.ts';
import { FakeFiles } from './fake-files.ts';
import { FakeHttpClient } from './fake-http-client.ts';
import { FakeMachine } from './fake-machine.ts';
import { FakeMemory } from './fake-memory.ts';
import { createFakeProcesses } from './fake-processes.ts';
import type { FakeScript } from './fake-script.ts';
import { FakeSockets } from './fake-sockets.ts';
import { FakeTcpClient } from './fake-tcp-client.ts';

/** A whole machine for tests: time passes by `advance()`, programs follow a script, and failures are injected. */
export interface FakeSystem extends System {
	readonly name: 'fake';
	readonly clock: FakeClock;
	readonly files: FakeFiles;
	readonly sockets: FakeSockets;
	readonly commands: FakeCommands;
	readonly http: FakeHttpClient;
	readonly tcp: FakeTcpClient;
	readonly faults: FakeFaults;
	readonly memory: FakeMemory;
	readonly disks: FakeDisks;
	/** Datagrams that were sent, by path. */
	readonly datagrams: ReadonlyMap<string, readonly Buffer[]>;
	/** Who receives datagrams, by name. */
	readonly receivers: ReadonlyMap<string, (datagram: Datagram) => void>;
	/** Lets `ms` pass: everything due on the way happens, in order, and what follows from it. */
	advance(ms: number): void;
	/** The process vanishes; its exit is never told. */
	lose(pid: number): void;
	/** The kernel's numbers have gone round: the next process gets this one. */
	setNextPid(pid: number): void;
}

/**
 * @param script What each spawned program does, by its request and how often it was spawned; without one they live
 * until they are signalled.
 */
export function createFakeSystem(script: FakeScript = () => {}): FakeSystem {
	const clock = new FakeClock();
	const faults = new FakeFaults();
	const machine = new FakeMachine(clock, script);
	const disks = new FakeDisks();
	const datagrams = new Map<string, Buffer[]>();
	const receivers = new Map<string, (datagram: Datagram) => void>();
	return {
		name: 'fake',
		lost: [],
		processes: createFakeProcesses(machine, faults),
		files: new FakeFiles(faults),
		sockets: new FakeSockets(faults),
		commands: new FakeCommands(clock),
		http: new FakeHttpClient(clock),
		tcp: new FakeTcpClient(clock),
		memory: new FakeMemory(machine),
		clock,
		disks,
		spaceOf: (path) => disks.spaceOf(path),
		faults,
		datagrams,
		receivers,
		connectDatagram(path) {
			const sent = datagrams.get(path) ?? [];
			datagrams.set(path, sent);
			return { send: (bytes) => sent.push(Buffer.from(bytes)) > 0, close: () => {} };
		},
		receiveDatagrams(name, onDatagram) {
			receivers.set(name, onDatagram);
			return { close: () => void receivers.delete(name) };
		},
		advance: (ms) => clock.advance(ms),
		lose: (pid) => machine.lose(pid),
		setNextPid(pid) {
			machine.nextPid = pid;
		},
	};
}
