import type { Place, Problem, ProcessConfig } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';

/** Advice on an option of a section, or on the section where `key` is empty. */
export function advise(
	document: IniDocument,
	section: string,
	key: string,
	said: Pick<Problem, 'message' | 'hint'>,
): Problem {
	return { place: placeOf(document, section, key), section: document.titles.get(section) ?? section, key, ...said };
}

/** The section that a process comes from. Within a group an fcgi-program counts as a program. */
export function sectionOf(document: IniDocument, process: ProcessConfig): string {
	const section = `${process.kind}:${process.program}`;
	return document.sections.has(section) ? section : `fcgi-program:${process.program}`;
}

function placeOf({ sections, defaults, headings }: IniDocument, section: string, key: string): Place {
	const value = sections.get(section)?.get(key) ?? defaults.get(key);
	return value?.place ?? headings.get(section) ?? { file: '', line: 0 };
}
