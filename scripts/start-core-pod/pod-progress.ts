import type { PodEvent } from './pod-event.ts';

/** One program as the view shows it. */
export interface ProgramProgress {
	readonly name: string;
	/** supervisord's word; `WAITING` until the supervisor has said anything of it. */
	readonly state: string;
	readonly pid: number | undefined;
	readonly isReady: boolean;
	/** From the start of the pod to the first time that it was ready. */
	readonly readyAfterMs: number | undefined;
	/** How often it was spawned after the first time. */
	readonly restarts: number;
}

export type PodProgress = readonly ProgramProgress[];

/** The pod before anything has happened, in the order in which the programs start. */
export function initialProgress(names: readonly string[]): PodProgress {
	return names.map((name) => unseen(name));
}

function unseen(name: string): ProgramProgress {
	return { name, state: 'WAITING', pid: undefined, isReady: false, readyAfterMs: undefined, restarts: 0 };
}

/** The progress after `event`, which came `elapsedMs` after the start. A program that was not expected goes last. */
export function advance(progress: PodProgress, event: PodEvent, elapsedMs: number): PodProgress {
	if (event.type !== 'process-state') return progress;
	const known = progress.some(({ name }) => name === event.process);
	const programs = known ? progress : [...progress, unseen(event.process)];
	return programs.map((program) => {
		if (program.name !== event.process) return program;
		const isReady = event.state === 'RUNNING' || event.state === 'STARTING' ? (event.ready ?? program.isReady) : false;
		const isSpawned = event.state === 'STARTING' && program.state !== 'STARTING';
		return {
			name: program.name,
			state: event.state,
			pid: event.pid,
			isReady: isSpawned ? event.ready === true : isReady,
			readyAfterMs: program.readyAfterMs ?? (isReady ? elapsedMs : undefined),
			restarts: program.restarts + (isSpawned && program.state !== 'WAITING' && program.state !== 'STOPPED' ? 1 : 0),
		};
	});
}

/** Whether the pod can be opened: every program is ready. */
export function isPodReady(progress: PodProgress): boolean {
	return progress.every(({ isReady }) => isReady);
}
