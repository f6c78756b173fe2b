import { CLI_OPTIONS, type CliOption } from './cli-options.ts';
import { COMMAND_TABLE } from './commands/command-table.ts';

/** What `podctl --help` prints. */
export function helpText(): string {
	const options = Object.values(CLI_OPTIONS).map((option) => row(optionNames(option), option.doc, 30));
	const commands = COMMAND_TABLE.map(({ name, summary }) => row(name, summary, 12));
	return `podctl: controls the programs of a podvisord or supervisord; takes what supervisorctl takes.

Usage: podctl [options] [action [arguments]]

Options:
${options.join('\n')}

Actions ("help ACTION" tells more; without one a shell reads them):
${commands.join('\n')}

Environment: PODCTL_SERVER, PODCTL_USERNAME, PODCTL_PASSWORD, PODCTL_TIMEOUT (seconds), NO_COLOR, and
SUPERVISOR_SERVER_URL where nothing else says where the daemon is.
`;
}

/** `-s, --serverurl URL`. */
export function optionNames({ short, long, value }: CliOption): string {
	const names = [...(short === undefined ? [] : [`-${short}`]), `--${long[0]}`];
	return `${short === undefined ? '    ' : ''}${names.join(', ')}${value === undefined ? '' : ` ${value}`}`;
}

function row(left: string, right: string, width: number): string {
	return `  ${left.padEnd(width)} ${right}`;
}
