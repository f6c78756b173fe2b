/** A daemon's session on a fake system, with a configuration as text: operations are called as an interface would. */
import { setImmediate } from 'node:timers/promises';
import type { LoadResult } from '../../src/config/load-result.ts';
import type { Control } from '../../src/daemon/control.ts';
import { Fault } from '../../src/foundation/fault.ts';
import type { Value } from '../../src/foundation/value.ts';
import { getHealth } from '../../src/operations/get-health.ts';
import { getHistory } from '../../src/operations/get-history.ts';
import { getIncident } from '../../src/operations/get-incident.ts';
import { listIncidents } from '../../src/operations/list-incidents.ts';
import { listProcesses } from '../../src/operations/list-processes.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { restartProcess } from '../../src/operations/restart-process.ts';
import { runOperation } from '../../src/operations/run-operation.ts';
import { SUPERVISOR_METHODS } from '../../src/operations/supervisor-methods.ts';
import { updateGroups } from '../../src/operations/update-groups.ts';
import { waitFor } from '../../src/operations/wait-for.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { createFakeSystem, type FakeSystem } from '../../src/platform/fake/fake-system.ts';
import { configOf, loadText } from '../config/memory-config-source.ts';
import { startPodOnFake } from '../fixtures/pod-on-fake.ts';

const METHODS: Readonly<Record<string, Operation>> = {
	...SUPERVISOR_METHODS,
	getHealth,
	getHistory,
	getIncident,
	listIncidents,
	listProcesses,
	restartProcess,
	updateGroups,
	waitFor,
};

const DAEMON = '[supervisord]\nnodaemon=true\nsilent=true\nlogfile=/var/log/daemon.log\nchildlogdir=/var/log\n';

export interface PodRig {
	readonly system: FakeSystem;
	readonly control: Control;
	/** What was asked of the daemon itself. */
	readonly orders: readonly string[];
	/** Calls an operation, and lets it go as far as it comes without time. */
	call(method: string, ...args: readonly Value[]): Promise<Value>;
	/** The fault that a call comes to, as `CODE text`; `no fault` where it succeeds. */
	faultOf(method: string, ...args: readonly Value[]): Promise<string>;
	/** Begins a call that takes time. */
	begin(method: string, ...args: readonly Value[]): Promise<{ readonly answer: Promise<string> }>;
	/** Lets time pass, and all that follows from it. */
	pass(ms: number): Promise<void>;
	/** Another configuration, to be reread. */
	edit(conf: string): void;
	state(key: string): string | undefined;
	pid(key: string): number;
	shutDown(): void;
}

/** `conf`: what follows `[supervisord]`. Each program's command is a file of /bin. */
export function startPod(conf: string, script: FakeScript = () => {}): PodRig {
	const system = createFakeSystem(script);
	for (const name of ['a', 'b', 'c', 'd', 'e']) system.files.put(`/bin/${name}`, '', 0o755);
	let text = DAEMON + conf;
	const { session, state, pid, shutDown } = startPodOnFake(configOf(text), system);
	const orders: string[] = [];
	const read = (): LoadResult => {
		const result = loadText(text);
		if (result.ok) session.available = result.config;
		return result;
	};
	const control: Control = {
		session,
		system,
		version: '0.0.0',
		reread: read,
		restart() {
			orders.push('restart');
			return loadText(text);
		},
		shutdown() {
			orders.push('shutdown');
		},
		disturbed() {},
		answered() {},
	};
	const caller = { type: 'unix', peer: undefined, user: undefined } as const;
	function call(method: string, ...args: readonly Value[]): Promise<Value> {
		const operation = METHODS[method];
		if (operation === undefined) throw new Error(`no method ${method}`);
		return runOperation(operation, args, { control, caller });
	}
	async function faultOf(method: string, ...args: readonly Value[]): Promise<string> {
		return call(method, ...args).then(
			() => 'no fault',
			(error: unknown) => (error instanceof Fault ? error.message : `internal error: ${(error as Error).stack}`),
		);
	}
	return {
		system,
		control,
		orders,
		call,
		faultOf,
		async begin(method, ...args) {
			const answer = faultOf(method, ...args);
			await setImmediate();
			return { answer };
		},
		async pass(ms) {
			await setImmediate();
			system.advance(ms);
			await setImmediate();
		},
		edit(conf) {
			text = DAEMON + conf;
		},
		state,
		pid,
		shutDown,
	};
}
