import type { Place } from '../config.ts';
import { indentation, isSpace, strip, stripEnd } from '../python/strip.ts';

/** A line of a file that ConfigParser would not accept. */
export interface BadLine {
	readonly place: Place;
	readonly text: string;
	/** `headless`: a value before any section, where ConfigParser gives the file up. */
	readonly reason: 'headless' | 'no-delimiter' | 'no-key';
}

/** One logical line: a section's heading, or a key with its whole value. */
export type LogicalLine =
	| { readonly type: 'heading'; readonly name: string; readonly place: Place }
	| {
			readonly type: 'value';
			readonly key: string;
			readonly text: string;
			readonly place: Place;
			readonly comment: string;
	  };

interface OpenValue {
	readonly key: string;
	readonly lines: string[];
	readonly place: Place;
	comment: string;
}

/**
 * The logical lines of a file under the rules of Python's ConfigParser as supervisord sets it up:
 * a line that is indented deeper than the key continues its value, even across comments and blank lines;
 * `;` and `#` begin a comment at the start of a line and after white space, inside quotes as well;
 * `=` or `:`, the first of them, ends the key, which is lower-cased.
 */
export function logicalLines(file: string, content: string): { lines: LogicalLine[]; bad: BadLine[] } {
	const lines: LogicalLine[] = [];
	const bad: BadLine[] = [];
	let hasHeading = false;
	let open: OpenValue | undefined;
	let indent = 0;
	const close = (): void => {
		if (open === undefined) return;
		const { key, place, comment } = open;
		lines.push({ type: 'value', key, text: stripEnd(open.lines.join('\n')), place, comment });
		open = undefined;
	};

	const physicalLines = content.split(/\r\n|\r|\n/);
	// What follows the last line end is not a line where it is empty.
	if (physicalLines.at(-1) === '') physicalLines.pop();
	for (const [index, line] of physicalLines.entries()) {
		const place = { file, line: index + 1 };
		const commentStart = findComment(line);
		const text = strip(line.slice(0, commentStart));
		const comment = commentStart === undefined ? '' : line.slice(commentStart);
		if (text === '') {
			if (comment === '') open?.lines.push('');
			continue;
		}
		const lineIndent = indentation(line);
		if (open !== undefined && lineIndent > indent) {
			open.lines.push(text);
			open.comment ||= comment;
			continue;
		}
		indent = lineIndent;
		const name = headingName(text);
		if (name !== undefined) {
			close();
			lines.push({ type: 'heading', name, place });
			hasHeading = true;
			continue;
		}
		if (!hasHeading) return { lines, bad: [...bad, { place, text, reason: 'headless' }] };
		const delimiter = text.search(/[=:]/);
		if (delimiter > 0) {
			close();
			const key = stripEnd(text.slice(0, delimiter)).toLowerCase();
			open = { key, lines: [strip(text.slice(delimiter + 1))], place, comment };
		} else {
			// A line without a delimiter leaves the value before it open; one without a key closes it.
			if (delimiter === 0) close();
			bad.push({ place, text, reason: delimiter === 0 ? 'no-key' : 'no-delimiter' });
		}
	}
	close();
	return { lines, bad };
}

/** Where a comment begins: nowhere, at 0 where the line is nothing else, or else after white space. */
function findComment(line: string): number | undefined {
	// Most lines have none of the two.
	if (!line.includes(';') && !line.includes('#')) return undefined;
	const first = line.charAt(indentation(line));
	if (first === ';' || first === '#') return 0;
	// ConfigParser looks for the n-th `;` and the n-th `#` in one round, and ends with the first round that finds
	// a comment: in `a;b ;c #d` that is the `#`, since the first `;` is none.
	let candidates = [
		{ prefix: ';', index: -1 },
		{ prefix: '#', index: -1 },
	];
	while (candidates.length > 0) {
		candidates = candidates
			.map(({ prefix, index }) => ({ prefix, index: line.indexOf(prefix, index + 1) }))
			.filter(({ index }) => index !== -1);
		const found = candidates.filter(({ index }) => index > 0 && isSpace(line.charAt(index - 1)));
		if (found.length > 0) return Math.min(...found.map(({ index }) => index));
	}
	return undefined;
}

/** The name between the first `[` and the last `]`; what follows it does not count. */
function headingName(text: string): string | undefined {
	const end = text.lastIndexOf(']');
	return text.startsWith('[') && end > 1 ? text.slice(1, end) : undefined;
}
