import { parseSignal, SIGRTMAX } from '../../foundation/signals.ts';
import { parseInteger } from '../python/parse-integer.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/**
 * supervisord's `signal_number`: a name with or without SIG, or a number. It takes 0 too (no signal, then SIGKILL);
 * it does not know the real-time signals between RTMIN and RTMAX, which we do.
 */
export const signalNumber: ValueType<number> = {
	label: 'signal',
	parse(text) {
		const number = parseInteger(text) ?? parseSignal(text);
		// 32 and 33 are glibc's own.
		if (number !== undefined && number >= 0 && number <= SIGRTMAX && number !== 32 && number !== 33)
			return parsed(number);
		return refused('is not a signal', 'write its name, as TERM, QUIT or INT, or its number');
	},
};
