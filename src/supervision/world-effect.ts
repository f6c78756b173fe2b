import type { ProcessNotice, ProcessTimer } from '../process/process-effect.ts';

/** What the daemon shall do after a turn, in this order. `process`: a `group:process` key. */
export type WorldEffect =
	| { readonly type: 'spawn'; readonly process: string; readonly generation: number }
	| {
			readonly type: 'signal';
			readonly process: string;
			readonly generation: number;
			readonly pid: number;
			readonly signal: number;
			readonly group: boolean;
	  }
	| {
			readonly type: 'sweep';
			readonly process: string;
			readonly generation: number;
			readonly pid: number;
			readonly signal: number;
	  }
	| {
			readonly type: 'arm';
			readonly process: string;
			readonly generation: number;
			readonly timer: ProcessTimer;
			readonly at: number;
	  }
	| { readonly type: 'disarm'; readonly process: string }
	| {
			readonly type: 'watchHealth';
			readonly process: string;
			readonly generation: number;
			readonly pid: number;
	  }
	| { readonly type: 'publish'; readonly notice: WorldNotice }
	/** Nothing is alive any more: end, or begin anew. */
	| {
			readonly type: 'end';
			readonly intent: 'exit' | 'restart';
			readonly exitCode: number;
			readonly culprit: string | undefined;
	  };

export type WorldNotice =
	| { readonly type: 'process'; readonly process: string; readonly notice: ProcessNotice }
	/** It waits: for what, as a sentence. */
	| { readonly type: 'waiting'; readonly process: string; readonly because: string }
	| {
			readonly type: 'shutdown';
			readonly intent: 'exit' | 'restart';
			readonly reason: string;
			readonly culprit: string | undefined;
	  }
	| { readonly type: 'layer'; readonly processes: readonly string[]; readonly withinMs: number | undefined };
