/** An option of the command line, before the action. */
export interface CliOption {
	readonly short?: string;
	/** The first one is shown. */
	readonly long: readonly string[];
	/** The name of its value; without one it has none. */
	readonly value?: string;
	readonly doc: string;
	/** Also after the action: `podctl status --json`. */
	readonly isAnywhere?: boolean;
}

export type CliOptionName =
	| 'configuration'
	| 'serverurl'
	| 'username'
	| 'password'
	| 'interactive'
	| 'history-file'
	| 'json'
	| 'no-color'
	| 'version'
	| 'help';

/** supervisorctl's, all of them, and what Podvisor adds. */
export const CLI_OPTIONS: Readonly<Record<CliOptionName, CliOption>> = {
	configuration: {
		short: 'c',
		long: ['configuration'],
		value: 'FILENAME',
		doc: 'configuration file (searched for if not given); only its [podctl] or [supervisorctl] is read',
	},
	serverurl: {
		short: 's',
		long: ['serverurl', 'server'],
		value: 'URL',
		doc: 'where the daemon listens: unix:///path/of/socket or http://host:port',
	},
	username: { short: 'u', long: ['username'], value: 'USERNAME', doc: 'the name to log in with' },
	password: {
		short: 'p',
		long: ['password'],
		value: 'PASSWORD',
		doc: 'the password; ps shows it to others: rather PODCTL_PASSWORD, the configuration, or -p - (asks)',
	},
	interactive: { short: 'i', long: ['interactive'], doc: 'the shell, as without an action; asks before a shutdown' },
	'history-file': {
		short: 'r',
		long: ['history-file', 'history_file'],
		value: 'FILENAME',
		doc: 'where the shell keeps what was typed',
	},
	json: { long: ['json'], doc: 'the result as one JSON object, also after the action', isAnywhere: true },
	'no-color': { long: ['no-color'], doc: 'no colours on a terminal either, as NO_COLOR=1', isAnywhere: true },
	version: { long: ['version'], doc: "podctl's own version" },
	help: { short: 'h', long: ['help'], doc: 'print this and exit' },
};
