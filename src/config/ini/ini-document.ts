import type { Place } from '../config.ts';

/** A value as it stands in a file: comments gone, continued lines joined by `\n`, nothing expanded. */
export interface IniValue {
	readonly text: string;
	readonly place: Place;
	/** What an inline comment cut off the end of one of its lines, from the `;` or `#` on; empty where nothing. */
	readonly comment: string;
}

/** Values by their lower-cased key. */
export type IniSection = Map<string, IniValue>;

/** All files merged as ConfigParser merges them: a later value of the same section and key wins. */
export interface IniDocument {
	/** In the order of their first appearance. */
	readonly sections: Map<string, IniSection>;
	/** `[DEFAULT]`: what every section falls back on. */
	readonly defaults: IniSection;
	/** Where each section's heading stands first. */
	readonly headings: Map<string, Place>;
	/** How a section was called by its first heading, where that is an alias: `supervisord` → `podvisord`. */
	readonly titles: Map<string, string>;
	/** Values that count for nothing, since the same file sets their key again. */
	readonly repeated: RepeatedValue[];
}

/** A value, and where its key is set again, to something else. */
export interface RepeatedValue {
	readonly section: string;
	readonly key: string;
	readonly place: Place;
	readonly again: Place;
}

/** A document without any section. */
export function emptyDocument(): IniDocument {
	return { sections: new Map(), defaults: new Map(), headings: new Map(), titles: new Map(), repeated: [] };
}
