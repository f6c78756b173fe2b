import type { PodEvent } from './pod-event.ts';

/** One program as the view shows it. */
export interface ProgramProgress {
	readonly name: string;
	/** supervisord's word; `WAITING` until the supervisor has said anything of it. */
	readonly state: string;
	/** `undefined` where it is not alive. */
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
	return names.map((name) => {
		return { name, state: 'WAITING', pid: undefined, isReady: false, readyAfterMs: undefined, restarts: 0 };
	});
}

/** The progress after `event`, which came `elapsedMs` after the start. */
export function advance(progress: PodProgress, event: PodEvent, elapsedMs: number): PodProgress {
	return progress.map((program) => (concerns(event, program) ? advanceProgram(program, event, elapsedMs) : program));
}

/** Whether the event is about the program. */
export function concerns(event: PodEvent, { name }: ProgramProgress): boolean {
	if (event.type === 'message') return false;
	return event.type === 'stopping' ? event.processes.includes(name) : event.process === name;
}

function advanceProgram(program: ProgramProgress, event: PodEvent, elapsedMs: number): ProgramProgress {
	switch (event.type) {
		case 'spawned': {
			const restarts = program.restarts + (program.state === 'WAITING' ? 0 : 1);
			return { ...program, state: 'STARTING', pid: event.pid, isReady: false, restarts };
		}
		case 'ready':
			return { ...program, isReady: true, readyAfterMs: program.readyAfterMs ?? elapsedMs };
		case 'stopping':
			return { ...program, state: 'STOPPING', isReady: false };
		case 'state':
			if (['STARTING', 'RUNNING'].includes(event.state)) return { ...program, state: event.state };
			if (event.state === 'STOPPING') return { ...program, state: event.state, isReady: false };
			return { ...program, state: event.state, isReady: false, pid: undefined };
		case 'message':
			return program;
	}
}

/** Whether the pod can be opened: every program is ready. */
export function isPodReady(progress: PodProgress): boolean {
	return progress.every(({ isReady }) => isReady);
}
