import type { Problem } from './config.ts';

/**
 * One line for a person: `file:line: section: key: what is wrong; what to do`.
 * What does not apply (a problem of the file itself, of the command line, without a hint) is left out.
 */
export function formatProblem({ place, section, key, message, hint }: Problem): string {
	const where = place.line > 0 ? `${place.file}:${place.line}` : place.file;
	const parts = [where, section, key].filter((part) => part !== '');
	return `${parts.join(': ')}: ${message}${hint === '' ? '' : `; ${hint}`}`;
}
