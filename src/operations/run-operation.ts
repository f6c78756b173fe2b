import type { Control } from '../daemon/control.ts';
import { Fault } from '../foundation/fault.ts';
import type { Value } from '../foundation/value.ts';
import { auditOperation } from './audit-operation.ts';
import type { Caller } from './caller.ts';
import { checkArgument } from './check-argument.ts';
import type { Operation } from './operation.ts';

export interface OperationContext {
	readonly control: Control;
	readonly caller: Caller;
	/** Aborted when the caller is not there any more. */
	readonly gone?: AbortSignal;
}

/**
 * Runs an operation for somebody: checks the arguments, tells the log who asked where it changes something, and does it.
 * `args` are by position, as XML-RPC gives them; the order of the checks is supervisord's.
 * @throws Fault where the arguments do not fit, or the operation is refused or fails.
 */
export async function runOperation(
	operation: Operation,
	args: readonly Value[],
	{ control, caller, gone }: OperationContext,
): Promise<Value> {
	const { parameters } = operation;
	const needed = parameters.filter((parameter) => parameter.default === undefined).length;
	if (args.length > parameters.length || args.length < needed) throw new Fault('INCORRECT_PARAMETERS');
	if (operation.worksInShutdown === undefined && control.session.pod.world.shutdown !== undefined) {
		throw new Fault('SHUTDOWN_STATE');
	}
	const checked = parameters.map((parameter, index) => [parameter.name, checkArgument(parameter, args[index])]);
	const named = Object.fromEntries(checked);
	const tellFault = operation.kind === 'control' ? auditOperation(operation, named, { control, caller }) : undefined;
	try {
		return await operation.run(control, named, gone);
	} catch (error) {
		if (error instanceof Fault) tellFault?.(error);
		throw error;
	}
}
