import type { Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { findSectionTable } from '../options/section-table.ts';
import { quote } from '../quote.ts';
import { advise } from './advise.ts';

/** Values that end or go on where their author may not have meant it. */
export function checkLayout(document: IniDocument, mainFile: string | undefined): Problem[] {
	const found: Problem[] = [];
	for (const [section, values] of document.sections) {
		const names = findSectionTable(section)?.options.map(({ name }) => name) ?? [];
		for (const [key, { text, comment, place }] of values) {
			if (comment !== '' && endsInQuotes(text)) {
				const sign = quote(` ${comment.charAt(0)}`);
				const message = `${sign} begins a comment here, even inside quotes; the rest of the line is lost`;
				found.push(advise(document, section, key, { message, hint: 'remove the space before it' }));
			}
			for (const line of text.split('\n').slice(1)) {
				const name = /^([\w.]+)\s*[=:]/.exec(line)?.[1]?.toLowerCase();
				if (name === undefined || !names.includes(name)) continue;
				const message = `goes on with the indented line that begins with ${quote(name)}`;
				found.push(
					advise(document, section, key, {
						message,
						hint: `write ${name} as far to the left as ${key} if it is an option`,
					}),
				);
			}
			if (section === 'include' && mainFile !== undefined && place.file !== mainFile) {
				const message = 'is not followed, as an included file cannot include others';
				found.push(advise(document, section, key, { message, hint: 'include them from the main file' }));
			}
		}
	}
	return found;
}

/** Whether a shell would be waiting for a closing quotation mark at the end. */
function endsInQuotes(text: string): boolean {
	let open = '';
	for (const character of text) {
		if (open === '' && (character === '"' || character === "'")) open = character;
		else if (character === open) open = '';
	}
	return open !== '';
}
