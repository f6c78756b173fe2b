import { showControls } from '../../foundation/show-controls.ts';

/**
 * What a terminal would obey (C0, DEL, C1) or what turns the order of writing around, as `\x1b` or `\u202e`.
 * Names and descriptions come from the daemon, and it has parts of them from programs.
 */
export function cleanText(text: string): string {
	return showControls(text);
}

/** The same of a text that may have several lines, as the mistakes in a configuration are told. */
export function cleanLines(text: string): string {
	return text.split('\n').map(cleanText).join('\n');
}
