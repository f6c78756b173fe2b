/** What came of asking for a line. */
export type Answer =
	| { readonly type: 'line'; readonly line: string }
	/** Ctrl-D, or the end of what is piped in. */
	| { readonly type: 'end' }
	/** Ctrl-C at an empty line, or the caller's signal. */
	| { readonly type: 'interrupt' };
