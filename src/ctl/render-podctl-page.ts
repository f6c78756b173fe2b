import { CLI_OPTIONS } from './cli-options.ts';
import { type CommandDescription, optionUsage } from './command-description.ts';
import { COMMAND_TABLE } from './commands/command-table.ts';
import { optionNames } from './help-text.ts';

const INTRODUCTION = `# podctl

<!-- Written by scripts/generate-podctl-page.ts from the table of commands in src/ctl/commands/. Do not edit. -->

\`podctl\` controls the programs of a running pod. It takes what \`supervisorctl\` takes, and to a script it says the same:
the same lines, the same exit statuses. To a person at a terminal it says more: colours, why a start failed, whether a
name was meant otherwise. It also works with a supervisord.

\`\`\`sh
podctl status                          # what runs
podctl restart web                     # waits; where it does not come up, its last words
podctl update --dry-run                # what a changed configuration would do
podctl wait web --for=ready --timeout=30s && ./smoke-test
podctl status --json | jq -r '.result[] | select(.statename != "RUNNING") | .name'
podctl                                 # a shell: Tab completes, Ctrl-D leaves
\`\`\`

Names are \`program\`, \`group:process\`, \`group:*\`, and \`all\`.

## Where the daemon is

The first of these that is set: \`-s URL\`, \`PODCTL_SERVER\`, \`serverurl\` in \`[podctl]\` (or \`[supervisorctl]\`) of the
configuration, \`SUPERVISOR_SERVER_URL\` (supervisord gives it to its programs), \`http://localhost:9001\`. User and password:
\`-u\` and \`-p\`, \`PODCTL_USERNAME\` and \`PODCTL_PASSWORD\`, the configuration; at a terminal they are asked for. A password
after \`-p\` can be read in \`ps\` until podctl has started, and in the shell's history: \`-p -\` asks for it.

The configuration is searched for where \`podvisord\` searches: \`/etc/podvisor/podvisor.conf\`, and then supervisord's own
places ([CONFIGURATION.md](CONFIGURATION.md)). Of it only that section is read, and no included file, so
that a mistake elsewhere keeps nobody from looking what is wrong. Only where \`serverurl\` is a unix socket that does not
exist, and \`file\` of \`[unix_http_server]\` in the same file is one that does, that one is taken (**P**).
`;

const EPILOGUE = `## Exit statuses

| | |
| --- | --- |
| 0 | it went well; also \`start\` of what runs and \`stop\` of what does not, and always from the shell |
| 1 | something failed |
| 2 | the command line, the configuration or the arguments are wrong; \`start\` of a group that is not there |
| 3 | \`status\`: one of those asked for is STOPPED, EXITED, FATAL or UNKNOWN; else: the server is no supervisord |
| 4 | \`status\`: a name is not known, or the daemon is not reached; \`wait\`: a name is not known; else: nobody listens |
| 5 | the server has another version of the interface |
| 7 | there is no socket; the program did not start (spawn error), or does not run (\`pid\`, \`signal\`) |

Where several things go wrong the last one counts. \`tail -f\` ends with 0 even of a log that is not there. All this is
supervisorctl's.

## JSON

\`--json\`, before or after the command, gives one object on one line (on a terminal: several):

\`\`\`json
{"command":"stop","exit_status":0,"result":{"processes":[{"group":"web","name":"web","status":80,"fault":"","description":"OK"}]},"errors":[]}
\`\`\`

\`errors\` has \`code\` (a fault of supervisord as \`BAD_NAME\`, or \`UNREACHABLE\`, \`UNAUTHORIZED\`, \`USAGE\`, \`TIMEOUT\` …),
\`message\`, and \`name\` where it is about a program. Nothing is said on stderr. \`tail -f\`, \`fg\` and \`events\` give an object
a line, without end.

## In the shell

\`podctl\` without a command reads commands: at a terminal with completion and history (\`history_file\` in the
configuration, or \`-r\`), from a pipe as supervisorctl does. \`status\` comes first; \`shutdown\` and \`reload\` ask; Ctrl-C
clears the line or ends what runs, at an empty line it leaves.

Completion in your own shell: \`source <(podctl completion bash)\`, see \`completion\` above.
`;

/** The reference page, docs/podctl.md, from the tables of commands and options. */
export function renderPodctlPage(): string {
	const options = Object.values(CLI_OPTIONS).map((option) => row(code(optionNames(option).trim()), option.doc));
	return [
		INTRODUCTION,
		`## Options\n\n| | |\n| --- | --- |\n${options.join('')}`,
		'## Commands\n\n**P** marks what supervisorctl does not have.\n',
		...COMMAND_TABLE.map(renderCommand),
		EPILOGUE,
	].join('\n');
}

function renderCommand({ name, summary, forms, options = [], notes = [], isOurs }: CommandDescription): string {
	const rows = [
		...forms.map(([form, does]) => row(code(form), does)),
		...options.map((option) => row(`${code(optionUsage(option))} **P**`, option.doc)),
	];
	const remarks = notes.length === 0 ? '' : `\n${notes.join(' ')}\n`;
	const [first = '', ...rest] = summary;
	const title = `${first.toUpperCase()}${rest.join('')}.`;
	return `### ${name}${isOurs === true ? ' **P**' : ''}\n\n${title}\n\n| | |\n| --- | --- |\n${rows.join('')}${remarks}`;
}

function row(left: string, right: string): string {
	return `| ${left} | ${right.replaceAll('|', '\\|')} |\n`;
}

function code(text: string): string {
	return `\`${text.replaceAll('|', '\\|')}\``;
}
