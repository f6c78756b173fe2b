import { parseInteger } from '../config/python/parse-integer.ts';
import { Fault } from '../foundation/fault.ts';
import type { Value } from '../foundation/value.ts';
import type { Argument, Parameter } from './operation.ts';

/**
 * An argument as its parameter's type. What Python's `int()` and its truth values make of what clients of supervisord
 * send works here too (a number in a string, 0 and 1 for a boolean); what is an error 500 there is this fault.
 * @throws Fault INCORRECT_PARAMETERS
 */
export function checkArgument(parameter: Parameter, value: Value | undefined): Argument {
	const given = value ?? parameter.default;
	if (given !== undefined) {
		const argument = READERS[parameter.type](given, parameter);
		if (argument !== undefined) return argument;
	}
	throw new Fault('INCORRECT_PARAMETERS');
}

type Reader = (value: Value, parameter: Parameter) => Argument | undefined;

const READERS: Readonly<Record<Parameter['type'], Reader>> = {
	string(value, { takesInt }) {
		if (typeof value === 'string') return value;
		return takesInt && Number.isInteger(value) ? String(value) : undefined;
	},
	int(value) {
		const number = typeof value === 'string' ? readInteger(value) : value;
		if (typeof number === 'boolean') return Number(number);
		// A double loses its fraction, as in Python.
		const whole = typeof number === 'number' ? Math.trunc(number) : undefined;
		return Number.isSafeInteger(whole) ? whole : undefined;
	},
	boolean(value) {
		return typeof value === 'object' ? undefined : Boolean(value);
	},
	array(value) {
		const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
		return isTexts ? value : undefined;
	},
};

/** Far more than any number that makes sense, and few enough that reading them holds nobody up. */
const INTEGER_MAX_CHARACTERS = 100;

function readInteger(text: string): number | undefined {
	return text.length > INTEGER_MAX_CHARACTERS ? undefined : parseInteger(text);
}
