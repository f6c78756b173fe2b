import type { Problem } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { findSectionTable } from '../options/section-table.ts';
import { shlexTokens } from '../python/shlex-tokens.ts';
import { advise } from './advise.ts';

/** `environment` where supervisord's reading (any token counts as the comma) loses a part of it without a word. */
export function checkEnvironment(document: IniDocument): Problem[] {
	const found: Problem[] = [];
	for (const [section, values] of document.sections) {
		// [probe_server] has one that is a mere word.
		const isList = findSectionTable(section)?.options.some((option) => option.name === 'environment' && option.secret);
		const environment = isList ? values.get('environment') : undefined;
		const tokens = environment === undefined ? undefined : shlexTokens(withoutExpansions(environment.text));
		for (let i = 3; tokens !== undefined && i < tokens.length; i += 4) {
			if (tokens[i] === ',') continue;
			// Not the token itself: it may be a part of a password.
			const message = `the value of ${tokens[i - 3]} ends before a character that is no comma, and that is lost`;
			found.push(
				advise(document, section, 'environment', { message, hint: `put the value in quotes: ${tokens[i - 3]}="…"` }),
			);
			break;
		}
	}
	return found;
}

/** What an expansion gives is not known here; a letter is as good as anything. */
function withoutExpansions(text: string): string {
	return text.replaceAll(/%\([^)]*\)[-+ #\d.]*[A-Za-z]/g, 'x');
}
