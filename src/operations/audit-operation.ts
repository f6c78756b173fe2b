import type { Control } from '../daemon/control.ts';
import { type Caller, describeCaller } from './caller.ts';
import type { Operation } from './operation.ts';

/** More of an argument is not told: whoever asks must not fill the log. */
const MOST_CHARACTERS = 200;

type Arguments = Readonly<Record<string, string | number | boolean>>;

/** One line in the daemon's log: what was asked for, and by whom. */
export function auditOperation(
	{ name, parameters }: Operation,
	args: Arguments,
	{ control, caller }: { readonly control: Control; readonly caller: Caller },
): void {
	const shown = parameters
		.filter(({ secret }) => secret === undefined)
		.map((parameter) => shorten(args[parameter.name]));
	const call = `${name}(${shown.map((value) => JSON.stringify(value)).join(', ')})`;
	control.session.log.info(
		{ event: 'audit', operation: name, args: shown, caller },
		`${call} by ${describeCaller(caller)}`,
	);
}

function shorten(value: Arguments[string] | undefined): Arguments[string] | undefined {
	if (typeof value !== 'string' || value.length <= MOST_CHARACTERS) return value;
	return `${value.slice(0, MOST_CHARACTERS)}…`;
}
