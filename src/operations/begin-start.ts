import type { Control } from '../daemon/control.ts';
import type { Pod } from '../daemon/pod.ts';
import { Fault } from '../foundation/fault.ts';
import { isStarted } from '../supervision/is-started.ts';
import { whyHeldUp } from '../supervision/why-held-up.ts';
import type { World } from '../supervision/world.ts';
import { type FoundProcess, stateOf } from './find-process.ts';

export interface StartRequest {
	/** As it was asked for: faults quote it. */
	readonly name: string;
	/** Until it is RUNNING, or a oneshot is done. */
	readonly wait: boolean;
}

/**
 * Starts a process; one that is stopping starts when it is down, one that needs others when those are there.
 * @returns what resolves when it is up, where it is not yet and that is waited for
 * @throws Fault (or rejects with it) NO_FILE, NOT_EXECUTABLE, ALREADY_STARTED, FAILED, SPAWN_ERROR, ABNORMAL_TERMINATION
 */
export function beginStart(control: Control, process: FoundProcess, request: StartRequest): true | Promise<true> {
	const { pod } = control.session;
	checkExecutable(pod, process);
	const { state, generation } = stateOf(pod, process);
	if (isStarted(state)) throw new Fault('ALREADY_STARTED', request.name);
	if (state === 'UNKNOWN') throw new Fault('FAILED', `${request.name} is in an unknown process state`);
	pod.post({ type: 'start', at: pod.now, process: process.key });
	const look = (world: World): Outcome => judge(world, process.key, { name: request.name, generation });
	const outcome = look(pod.world);
	if (outcome instanceof Fault) throw outcome;
	return outcome === 'up' || !request.wait ? true : waitUntilUp(pod, { process, request, look });
}

type Outcome = 'up' | Fault | undefined;

/** What became of a start; `generation`: of the process before it. */
function judge(world: World, key: string, { name, generation }: { name: string; generation: number }): Outcome {
	const process = world.processes.get(key);
	if (process === undefined) return new Fault('ABNORMAL_TERMINATION', name);
	const isLaunched = process.generation > generation;
	if (!isLaunched) {
		const isToCome = world.shutdown === undefined && process.wanted === 'up';
		return isToCome ? undefined : new Fault('ABNORMAL_TERMINATION', name);
	}
	if (process.completed || process.state === 'RUNNING') return 'up';
	if (process.spawnError !== '') return new Fault('SPAWN_ERROR', name);
	return process.state === 'STARTING' ? undefined : new Fault('ABNORMAL_TERMINATION', name);
}

async function waitUntilUp(
	pod: Pod,
	{
		process,
		request,
		look,
	}: { readonly process: FoundProcess; readonly request: StartRequest; readonly look: (world: World) => Outcome },
): Promise<true> {
	// Those that are started together are all wanted up before anybody is told that what it needs is down.
	await undefined;
	const outcome = await pod.until((world): Exclude<Outcome, undefined> | undefined => {
		const seen = look(world);
		if (seen !== undefined) return seen;
		const holdUp = whyHeldUp(world, process.key);
		if (holdUp === undefined || holdUp.isComing) return undefined;
		return new Fault('FAILED', `${request.name} waits: ${holdUp.reason}`);
	});
	if (outcome instanceof Fault) throw outcome;
	return true;
}

function checkExecutable(pod: Pod, { config }: FoundProcess): void {
	const executable = pod.executableOf(config);
	if (executable.ok) return;
	const isMissing = executable.exitCode === 127 && config.argv.length > 0;
	throw new Fault(isMissing ? 'NO_FILE' : 'NOT_EXECUTABLE', executable.error);
}
