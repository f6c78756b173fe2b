import type { Rlimit } from '../config.ts';
import { strip } from '../python/strip.ts';
import { byteSize } from './byte-size.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** `1024` (soft and hard), `1024:4096`, `unlimited`; KB, MB and GB are understood. */
export const rlimit: ValueType<Rlimit> = {
	label: 'limit, or soft:hard',
	parse(text, source) {
		const limits = text.split(':').map((part) => {
			const word = strip(part);
			if (['unlimited', 'infinity'].includes(word.toLowerCase())) return Number.POSITIVE_INFINITY;
			const size = byteSize.parse(word, source);
			return size.ok && size.value >= 0 ? size.value : Number.NaN;
		});
		const [soft = Number.NaN, hard = soft] = limits;
		if (limits.length > 2 || Number.isNaN(soft + hard)) {
			return refused('is not a limit', 'write a number, soft:hard, or unlimited: 1024, 1024:4096, unlimited');
		}
		if (soft > hard) return refused('has a soft limit above the hard one', 'write the smaller one first: 1024:4096');
		return parsed({ soft, hard });
	},
};
