import { didYouMean } from '../../foundation/did-you-mean.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** One of a few words, in any case. */
export function choice<T extends string>(...choices: readonly T[]): ValueType<T> {
	const all = choices.length === 2 ? choices.join(' or ') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
	return {
		label: all,
		parse(text) {
			const found = choices.find((word) => word === text.toLowerCase());
			if (found !== undefined) return parsed(found);
			// `warning` for warn, `crit` for critical.
			const near =
				choices.find((word) => text !== '' && (text.startsWith(word) || word.startsWith(text))) ??
				didYouMean(text, choices);
			return refused('is unknown here', near === undefined ? `write ${all}` : `did you mean ${near}? It takes ${all}`);
		},
	};
}
