import type { Control } from '../daemon/control.ts';
import { Fault } from '../foundation/fault.ts';
import type { Value } from '../foundation/value.ts';
import { type Caller, describeCaller } from './caller.ts';
import type { Operation, Parameter } from './operation.ts';

/**
 * Runs an operation for somebody: checks the arguments, tells the log who asked where it changes something, and does it.
 * `args` are by position, as XML-RPC gives them.
 * @throws Fault where the arguments do not fit, or the operation is refused or fails.
 */
export async function runOperation(
	operation: Operation,
	args: readonly Value[],
	{ control, caller }: { readonly control: Control; readonly caller: Caller },
): Promise<Value> {
	const named = nameArguments(operation, args);
	if (operation.kind === 'control') audit(operation, named, { control, caller });
	return operation.run(control, named);
}

function nameArguments({ parameters }: Operation, args: readonly Value[]): Record<string, never> {
	if (args.length > parameters.length) throw new Fault('INCORRECT_PARAMETERS');
	const named = parameters.map((parameter, index) => [parameter.name, argument(parameter, args[index])]);
	return Object.fromEntries(named);
}

function argument({ type, default: otherwise }: Parameter, value: Value | undefined): Value {
	if (value === undefined) {
		if (otherwise === undefined) throw new Fault('INCORRECT_PARAMETERS');
		return otherwise;
	}
	switch (type) {
		case 'string':
			if (typeof value === 'string') return value;
			break;
		case 'int':
			if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
			break;
		case 'boolean':
			// Clients of languages without booleans send 0 and 1.
			if (typeof value === 'boolean' || typeof value === 'number') return Boolean(value);
	}
	throw new Fault('INCORRECT_PARAMETERS');
}

/** What is sent to a program's stdin may be a password. */
const SECRET: ReadonlySet<string> = new Set(['chars', 'data']);

function audit(
	{ name, parameters }: Operation,
	args: Readonly<Record<string, Value>>,
	{ control, caller }: { readonly control: Control; readonly caller: Caller },
): void {
	const shown = parameters.filter((parameter) => !SECRET.has(parameter.name)).map((parameter) => args[parameter.name]);
	const call = `${name}(${shown.map((value) => JSON.stringify(value)).join(', ')})`;
	control.session.log.info(
		{ event: 'audit', operation: name, args: shown, caller },
		`${call} by ${describeCaller(caller)}`,
	);
}
