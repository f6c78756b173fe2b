import type { Control } from '../daemon/control.ts';
import type { Fault } from '../foundation/fault.ts';
import { type Caller, describeCaller } from './caller.ts';
import type { Argument, Operation } from './operation.ts';

/** More of an argument is not told: whoever asks must not fill the log. */
const MOST_CHARACTERS = 200;

type Arguments = Readonly<Record<string, Argument>>;

/** Of more names than this the first are told. */
const MOST_NAMES = 20;

/** One line in the daemon's log: what was asked for, and by whom; gives the one that is to follow where it is refused or fails. */
export function auditOperation(
	{ name, parameters }: Operation,
	args: Arguments,
	{ control, caller }: { readonly control: Control; readonly caller: Caller },
): (fault: Fault) => void {
	const shown = parameters
		.filter(({ secret }) => secret === undefined)
		.map((parameter) => shorten(args[parameter.name]));
	const call = `${name}(${shown.map((value) => JSON.stringify(value)).join(', ')})`;
	const { log } = control.session;
	const fields = { event: 'audit', operation: name, args: shown, caller };
	const line = `${call} by ${describeCaller(caller)}`;
	log.info(fields, line);
	return ({ fault, message }) => log.info({ ...fields, fault }, `${line}: ${shorten(message)}`);
}

function shorten(value: Argument | undefined): Argument | undefined {
	if (typeof value === 'object') return value.slice(0, MOST_NAMES).map((name) => String(shorten(name)));
	if (typeof value !== 'string' || value.length <= MOST_CHARACTERS) return value;
	return `${value.slice(0, MOST_CHARACTERS)}…`;
}
