/** The command line of the daemon, as far as the configuration goes. `daemon/parse-flags.ts` makes it. */
export interface Flags {
	/** `-c`; without it the search path decides. */
	readonly configuration: string | undefined;
	/** `--check`: validate, tell and exit. */
	readonly check: boolean;
	/**
	 * Options of `[supervisord]` that the command line sets, by the option's name, as text: `logfile_maxbytes` → `10MB`.
	 * They win over the file, are read by the same option table and, as in supervisord, are not expanded.
	 */
	readonly overrides: Readonly<Record<string, string>>;
}

/** A command line without any flag. */
export const NO_FLAGS: Flags = { configuration: undefined, check: false, overrides: {} };
