import type { Probe } from '../config.ts';
import { parseInteger } from '../python/parse-integer.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

const KNOWN = 'write listen:PORT (the program listens on that TCP port) or fd:N (it writes a line to descriptor N)';

/** How a process tells that it is ready. */
export const probe: ValueType<Probe> = {
	label: 'listen:PORT or fd:N',
	parse(text) {
		const colon = text.indexOf(':');
		const type = text.slice(0, Math.max(0, colon)).toLowerCase();
		const number = parseInteger(text.slice(colon + 1));
		if (type === 'listen') {
			if (number !== undefined && number >= 1 && number <= 65_535) return parsed({ type, port: number });
			return refused('has no port number from 1 to 65535', KNOWN);
		}
		if (type === 'fd') {
			// 0, 1 and 2 are the program's own streams.
			if (number !== undefined && number >= 3 && number <= 1023) return parsed({ type, fd: number });
			return refused('has no descriptor from 3 to 1023', KNOWN);
		}
		return refused('is no probe that is known', KNOWN);
	},
};
