import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';

/** The types of parameters, in XML-RPC's words. */
export type ParameterType = 'string' | 'int' | 'boolean' | 'array';

/** What an operation is given. */
export type Argument = string | number | boolean | readonly string[];

interface TypeOf {
	readonly string: string;
	readonly int: number;
	readonly boolean: boolean;
	/** Of strings. */
	readonly array: readonly string[];
}

export interface Parameter {
	readonly name: string;
	readonly type: ParameterType;
	readonly doc: string;
	/** What it is where it is left out; without one it must be given. */
	readonly default?: Argument;
	/** Of a `string`: a whole number does as well, and is taken by its digits (supervisord's `signal`). */
	readonly takesInt?: true;
	/** May be a password: it is in no log. */
	readonly secret?: true;
}

/** The arguments by name, checked and of their types. */
export type ArgumentsOf<Parameters extends readonly Parameter[]> = {
	readonly [P in Parameters[number] as P['name']]: TypeOf[P['type']];
};

/** One verb: what it takes, what it gives, what it does. Every interface is thin over these. */
export interface Operation<Parameters extends readonly Parameter[] = readonly Parameter[]> {
	/** As XML-RPC knows it, without its namespace. */
	readonly name: string;
	/** What it does, in whole sentences. */
	readonly doc: string;
	readonly parameters: Parameters;
	/** XML-RPC's type of what it gives, and what that is. */
	readonly result: { readonly type: 'string' | 'int' | 'boolean' | 'array' | 'struct'; readonly doc: string };
	/** `control`: it changes something, and is told in the daemon's log with who asked for it. */
	readonly kind: 'read' | 'control';
	/** It works while the pod stops or restarts too; all others are refused then (SHUTDOWN_STATE), as in supervisord. */
	readonly worksInShutdown?: true;
	/**
	 * Does it. It sees no arguments but those that fit its parameters, and no pod that is stopping. `gone` is aborted when
	 * whoever asked is not there any more: what only waits for them ends then.
	 * @throws {import('../foundation/fault.ts').Fault} where it is refused or fails; the promise may be rejected with one.
	 */
	run(control: Control, args: ArgumentsOf<Parameters>, gone?: AbortSignal): Value | Promise<Value>;
}

/** An operation whose `run` knows the types of its arguments from its parameters. */
export function defineOperation<const Parameters extends readonly Parameter[]>(
	operation: Operation<Parameters>,
): Operation {
	// Arguments are checked against the parameters before `run` sees them (runOperation).
	return operation as unknown as Operation;
}
