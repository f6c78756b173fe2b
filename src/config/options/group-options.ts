import { integer } from '../values/integer.ts';
import { list } from '../values/list.ts';
import { text } from '../values/text.ts';
import { type Option, option, optional } from './option.ts';

interface GroupOptions {
	readonly programs: Option<readonly string[]>;
	readonly priority: Option<number>;
}

/** `[group:x]`; its `depends_on` is the one of programs. */
export const GROUP_OPTIONS: GroupOptions = {
	programs: option('programs', list, {
		default: '',
		doc: 'the programs and fcgi-programs that form the group; they are then no groups of their own',
	}),
	priority: option('priority', integer, { default: '999', doc: 'lower numbers start first and stop last' }),
};

interface IncludeOptions {
	readonly files: Option<string | undefined>;
}

/** `[include]`. */
export const INCLUDE_OPTIONS: IncludeOptions = {
	files: optional('files', text, {
		required: true,
		doc: 'files to read after this one, separated by spaces or lines, with `*`, `?` and `[…]`, relative to this file; in an included file this section counts for nothing',
	}),
};
