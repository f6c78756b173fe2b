import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { findSectionTable, SECTION_TABLE, type SectionTable } from '../options/section-table.ts';
import { quote } from '../quote.ts';
import { advise } from './advise.ts';

/** Sections, keys and values that nobody reads (supervisord says nothing about them), and keys that only Podvisor does. */
export function checkKeys(document: IniDocument): Problem[] {
	const found: Problem[] = [];
	const own: { readonly section: string; readonly key: string; readonly name: string }[] = [];
	for (const [section, values] of document.sections) {
		const table = findSectionTable(section);
		if (table === undefined) {
			found.push(advise(document, section, '', { message: 'is no section that is known', hint: sectionHint(section) }));
			continue;
		}
		const isOwn = table.options.length > 0 && table.options.every(({ podvisor }) => podvisor);
		if (isOwn) own.push({ section, key: '', name: `[${section}]` });
		for (const key of values.keys()) {
			// supervisord copies [DEFAULT] into the sections of an including file.
			if (document.defaults.has(key)) continue;
			if (!isOwn && table.options.some(({ name, podvisor }) => name === key && podvisor)) {
				own.push({ section, key, name: key });
			}
			const said = checkKey(table, key);
			if (said !== undefined) found.push(advise(document, section, key, said));
		}
	}
	const [first] = own;
	if (first !== undefined) found.push(advise(document, first.section, first.key, ownKeys(own.map(({ name }) => name))));
	for (const { section, key, place, again } of document.repeated) {
		const message = `is set again in line ${again.line}, and only that counts`;
		found.push({ ...advise(document, section, key, { message, hint: 'remove one of the two' }), place });
	}
	return found;
}

function checkKey({ options, isOpen }: SectionTable, key: string): Pick<Problem, 'message' | 'hint'> | undefined {
	const option = options.find(({ name }) => name === key);
	if (option !== undefined || isOpen) return undefined;
	const names = options.map(({ name }) => name);
	const near = didYouMean(key, names);
	if (near !== undefined)
		return { message: 'is no option of this section, and is ignored', hint: `did you mean ${near}?` };
	const elsewhere = SECTION_TABLE.find((table) => table.options.some(({ name }) => name === key));
	const hint = elsewhere === undefined ? 'remove it' : `it belongs to ${title(elsewhere)}`;
	return { message: 'is no option of this section, and is ignored', hint };
}

/** One remark for all of them: they are no mistake, and many hide what is one. */
function ownKeys(all: readonly string[]): Pick<Problem, 'message' | 'hint'> {
	const names = [...new Set(all)].join(', ');
	const uses = all.length === 1 ? '1 setting is' : `${all.length} settings are`;
	return {
		message: `${uses} Podvisor's own (${names})`,
		hint: `supervisord would ignore ${all.length === 1 ? 'it' : 'them'}`,
	};
}

function sectionHint(section: string): string {
	const trimmed = section.trim().replaceAll(/\s*:\s*/g, ':');
	if (trimmed !== section && findSectionTable(trimmed) !== undefined) return `write [${trimmed}], without the spaces`;
	const [kind = ''] = section.split(':');
	const kinds = SECTION_TABLE.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));
	const near = didYouMean(section.includes(':') ? `${kind}:` : section, kinds);
	if (near === undefined) return `known are ${SECTION_TABLE.map(title).join(', ')}`;
	return `did you mean ${quote(near.endsWith(':') ? `[${near}${section.slice(kind.length + 1) || '…'}]` : `[${near}]`)}?`;
}

function title({ name }: SectionTable): string {
	return name.endsWith(':') ? `[${name}…]` : `[${name}]`;
}
