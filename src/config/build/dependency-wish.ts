import type { Place } from '../config.ts';
import { DEPENDS_ON_OPTION } from '../options/program-options.ts';
import type { DependencyName } from '../values/dependencies.ts';
import { optionPlace, readOption, type SectionReader } from './read-option.ts';

/** A dependency by name, and where it is wished for. */
export interface DependencyWish extends DependencyName {
	readonly place: Place;
	readonly section: string;
}

/** `depends_on` of a program or a group. */
export function readDependencyWishes(reader: SectionReader): readonly DependencyWish[] {
	const place = optionPlace(reader, DEPENDS_ON_OPTION.name);
	return readOption(reader, DEPENDS_ON_OPTION).map((wish) => ({ ...wish, place, section: reader.section }));
}
