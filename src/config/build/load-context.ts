import type { ConfigSource } from '../config-source.ts';
import type { Flags } from '../flags.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import type { ProblemList } from '../problem-list.ts';

/** What every step of building a Config works with. */
export interface LoadContext {
	readonly file: string;
	/** The directory of the main file: `%(here)s`. */
	readonly here: string;
	readonly flags: Flags;
	readonly source: ConfigSource;
	readonly document: IniDocument;
	/** `ENV_X` → value; `[supervisord] environment` is added when it is read, for all that comes after it. */
	readonly environment: Map<string, string>;
	readonly problems: ProblemList;
	readonly warnings: ProblemList;
}
