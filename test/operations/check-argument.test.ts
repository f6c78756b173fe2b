import t from 'tap';
import { Fault } from '../../src/foundation/fault.ts';
import { checkArgument } from '../../src/operations/check-argument.ts';

const INT = { name: 'offset', type: 'int', doc: '' } as const;

t.test('a number in a string is one, with all that Python forgives', async (t) => {
	t.equal(checkArgument(INT, ' -12\n'), -12);
	t.equal(checkArgument(INT, '1_000'), 1000);
	t.equal(checkArgument(INT, '٤٢'), 42);
	t.throws(() => checkArgument(INT, '12 apples'), Fault);
});

t.test('a number of a million digits is refused at once', async (t) => {
	for (const digit of ['1', '٢', ' ', '_', '-']) t.throws(() => checkArgument(INT, digit.repeat(1e6)), Fault);
});
