import type { ExitStatus } from '../foundation/exit-status.ts';
import type { UnhealthyCause } from '../process/process-event.ts';
import type { ProcessState } from '../process/process-state.ts';
import type { Incident } from './incident.ts';
import type { ProbeResult } from './probe-result.ts';
import type { ProcessRef } from './process-ref.ts';

/** `ok`: it is over. */
export type ObservedLevel = 'ok' | 'warning' | 'critical';

/** What of a file system can run short. */
export type DiskResource = 'space' | 'inodes';

/** Something that was seen in the pod, for whoever counts, remembers or tells it: metrics, incidents, alerts. */
export type Observation = {
	/** Monotonic milliseconds. */
	readonly at: number;
	/** Milliseconds since 1970. */
	readonly wallMs: number;
} & (
	| {
			readonly type: 'state';
			readonly process: ProcessRef;
			readonly from: ProcessState;
			readonly to: ProcessState;
			readonly pid: number;
			/** Of an exit. */
			readonly expected: boolean;
			readonly tries: number;
			readonly exit: ExitStatus | undefined;
			readonly spawnError: string;
			/** From the spawn until now; `undefined` where none is or was alive. */
			readonly uptimeMs: number | undefined;
			/** Why it was being restarted; empty where it was not. */
			readonly ailment: string;
			/** It will be started again by itself. */
			readonly willRestart: boolean;
			/** How often it was started so far. */
			readonly starts: number;
	  }
	| { readonly type: 'ready'; readonly process: ProcessRef; readonly pid: number }
	| { readonly type: 'unready'; readonly process: ProcessRef; readonly pid: number; readonly reason: string }
	/** It is being restarted because of it. */
	| {
			readonly type: 'unhealthy';
			readonly process: ProcessRef;
			readonly pid: number;
			readonly cause: UnhealthyCause;
			readonly reason: string;
	  }
	| { readonly type: 'probe'; readonly process: ProcessRef; readonly result: ProbeResult }
	| {
			readonly type: 'memory';
			/** `undefined`: the pod as a whole. */
			readonly process: ProcessRef | undefined;
			readonly level: ObservedLevel;
			readonly usedBytes: number;
			readonly limitBytes: number | undefined;
			/** A sentence for a person. */
			readonly reason: string;
	  }
	| {
			readonly type: 'disk';
			readonly path: string;
			readonly resource: DiskResource;
			readonly level: ObservedLevel;
			/** 0 to 1. */
			readonly usedShare: number;
			readonly reason: string;
	  }
	| { readonly type: 'incident'; readonly incident: Incident }
	/** The pod begins to stop. */
	| {
			readonly type: 'shutdown';
			readonly intent: 'exit' | 'restart';
			readonly reason: string;
			/** The critical process whose end it is. */
			readonly culprit: ProcessRef | undefined;
	  }
);

export type ObservationType = Observation['type'];
