import type { ProcessConfig } from '../config.ts';
import { FALSE_WORDS, TRUE_WORDS } from './boolean.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** supervisord's `auto_restart`: a boolean, or `unexpected`. */
export const autoRestart: ValueType<ProcessConfig['autorestart']> = {
	label: 'true, false or unexpected',
	parse(text) {
		const lower = text.toLowerCase();
		if (TRUE_WORDS.includes(lower)) return parsed('always');
		if (FALSE_WORDS.includes(lower)) return parsed('never');
		if (lower === 'unexpected') return parsed('unexpected');
		return refused('is no way to restart', 'write true, false or unexpected');
	},
};
