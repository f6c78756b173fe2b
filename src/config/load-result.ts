import type { Config, Problem } from './config.ts';
import type { IniDocument } from './ini/ini-document.ts';

/** What reading a configuration gives; {@link IniDocument} (what the files say, as written) is for `checkConfig`. */
export type LoadResult =
	| { readonly ok: true; readonly config: Config; readonly document: IniDocument }
	| {
			readonly ok: false;
			readonly problems: readonly Problem[];
			readonly document: IniDocument;
			/** What could be made of it, with defaults for what is wrong; only to be looked at. */
			readonly draft: Config | undefined;
	  };
