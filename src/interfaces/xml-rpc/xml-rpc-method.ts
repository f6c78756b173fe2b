import type { Control } from '../../daemon/control.ts';
import type { Value } from '../../foundation/value.ts';
import type { Caller } from '../../operations/caller.ts';

export interface CallContext {
	readonly control: Control;
	readonly caller: Caller;
	/** Aborted when the caller is not there any more. */
	readonly gone?: AbortSignal;
}

/** What can be called by its name, as `system.listMethods` and its companions tell of it. */
export interface XmlRpcMethod {
	readonly doc: string;
	readonly parameters: readonly { readonly name: string; readonly type: string; readonly doc: string }[];
	readonly result: { readonly type: string; readonly doc: string };
	/** @throws Fault; the promise may be rejected with one. */
	call(params: readonly Value[], context: CallContext): Value | Promise<Value>;
}

/** By their whole names, e.g. `supervisor.getState`. */
export type XmlRpcMethods = ReadonlyMap<string, XmlRpcMethod>;
