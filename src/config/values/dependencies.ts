import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { DependencyCondition } from '../config.ts';
import { strip } from '../python/strip.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** One item of `depends_on`, before its name is looked up. */
export interface DependencyName {
	readonly name: string;
	readonly condition: DependencyCondition;
}

const CONDITIONS: readonly DependencyCondition[] = ['started', 'ready', 'completed'];

/** `name:condition, name`; the condition is `ready` where none is given. */
export const dependencies: ValueType<readonly DependencyName[]> = {
	label: 'name[:started|ready|completed], by commas',
	parse(text) {
		const found: DependencyName[] = [];
		for (const item of text.split(',')) {
			const [name = '', word = 'ready', ...rest] = strip(item)
				.split(':')
				.map((part) => strip(part));
			const condition = CONDITIONS.find((known) => known === word.toLowerCase());
			if (name === '' && word === 'ready' && rest.length === 0) continue;
			if (name === '' || rest.length > 0) {
				return refused(
					`has the item "${strip(item)}"`,
					'write names of programs or groups, as in db:ready, migrate:completed',
				);
			}
			if (condition === undefined) {
				const near = didYouMean(word, CONDITIONS);
				const hint = 'the condition is started, ready or completed';
				return refused(
					`has the unknown condition "${word}"`,
					near === undefined ? hint : `did you mean ${near}? ${hint}`,
				);
			}
			found.push({ name, condition });
		}
		return parsed(found);
	},
};
