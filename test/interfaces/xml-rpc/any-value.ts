import fc from 'fast-check';
import type { Value } from '../../../src/foundation/value.ts';

/** Text that XML 1.0 can carry as it is. */
export const xmlText: fc.Arbitrary<string> = fc
	.string({ unit: 'binary', maxLength: 40 })
	// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
	.map((text) => text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ''));

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value));

const names = fc.oneof(xmlText, fc.constantFrom('__proto__', 'constructor', 'toString', ''));

/** Whatever can be sent and comes back alike. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		xmlText,
		int,
		double,
		fc.boolean(),
		fc.array(tie('value'), { maxLength: 4 }),
		fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map(structOf),
	),
})).value;

export function structOf(members: readonly (readonly [string, Value])[]): Value {
	const struct: Record<string, Value> = Object.create(null);
	for (const [name, value] of members) struct[name] = value;
	return struct;
}
