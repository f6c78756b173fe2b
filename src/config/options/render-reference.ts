import type { Option } from './option.ts';
import { SECTION_TABLE, type SectionTable } from './section-table.ts';

const INTRODUCTION = `# Configuration

<!-- Written by scripts/generate-config-reference.ts from the option table in src/config/options/. Do not edit. -->

Podvisor reads \`supervisord.conf\` as supervisord 4.2.5 does: the same dialect, options, defaults and refusals.
What only Podvisor knows is marked **P**; supervisord ignores it, and \`podvisord --check\` tells where it is used.

The file is the one that \`-c\` names, or the first of these that is there: **P** \`/etc/podvisor/podvisor.conf\`; then, as
for supervisord, \`../etc/supervisord.conf\` and \`../supervisord.conf\` (seen from the folder of \`podvisord\`),
\`supervisord.conf\` and \`etc/supervisord.conf\` in the working directory, \`/etc/supervisord.conf\`,
\`/etc/supervisor/supervisord.conf\`. Which one was found is told in the log; \`podctl\` looks in the same places.

A pod in short:

\`\`\`ini
[supervisord]
nodaemon=true
start_order=ready
shutdown_timeout=9s

[program:migrate]
command=node migrate.js
type=oneshot

[program:api]
command=node api.js
depends_on=migrate:completed
health=http://127.0.0.1:3000/health
critical=on-fatal
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
\`\`\`

A duration is a number of seconds, or has units: \`9s\`, \`500ms\`, \`1m30s\`, \`2h\`. Bytes may end in \`KB\`, \`MB\`, \`GB\`. A share
is written \`0.85\` or \`85%\`. Limits (\`rlimit_…\`) are in the resource's own unit (bytes, seconds or a count), as for setrlimit(2).

## The dialect
- \`key = value\` or \`key: value\`; keys in any case. Section names are in the case shown here.
- A line that is indented deeper than the key above goes on with its value.
- \`;\` and \`#\` begin a comment at the start of a line, and after white space anywhere, **even inside quotes**.
- A section that comes again, in another file too, is merged with the first; of two values for a key the later one counts.
- What stands in \`[DEFAULT]\` holds for every section.
- Unknown keys and sections are ignored; \`--check\` names them.
- Files are UTF-8, without a byte order mark.

## Expansions
\`%(NAME)s\` with Python's formats, as in \`%(process_num)02d\`; \`%%\` is a percent sign, and a lone \`%\` is an error.
\`%(ENV_X)s\` is a variable of the environment that the daemon was started in, or of \`[supervisord] environment\`;
where it is not set, that is an error, except in **P** \`%(ENV_X:-default)s\`, which is the default where X is unset or empty.
Of a program's own \`environment\` the options per process know (\`command\`, \`directory\`, \`process_name\`, the log files).
In an included file \`%(here)s\` is that file's directory.

Three habits of supervisord are kept: log files of programs and \`[supervisord] environment\` are expanded twice, so that
a percent sign is \`%%%%\` there; in \`environment\` a value with anything but letters, digits and \`_/.+-():\` needs quotes;
a command is split as a shell would, but no shell runs it.

## Probes
What \`startup\`, \`readiness\`, \`liveness\` and \`health\` of a program can be (**P**):

| probe | succeeds when | for |
|---|---|---|
| \`http://…\`, \`https://…\` | GET is answered with a status from 200 to 399 | all |
| \`tcp://HOST:PORT\` | the port takes a connection | all |
| \`exec:COMMAND\` | the command exits with 0; it runs as the program's user, with its environment, in its directory, without a shell | all |
| \`listen:PORT\` | the process, or a child of it, listens on that TCP port; nothing is sent | all |
| \`notify\` | it says \`READY=1\` to \`$NOTIFY_SOCKET\` (sd_notify(3)); as liveness, \`WATCHDOG=1\` often enough | all |
| \`log:REGEX\` | a line of its output matches the regular expression (JavaScript's) | startup, readiness |
| \`fd:N\` | it writes a line to that descriptor, as for s6 | startup, readiness |

A percent sign is doubled here as everywhere (\`/a%%20b\`), and a \`;\` or \`#\` after white space begins a comment.
Probes are shown wherever health is, so they hold no password: an address with one is refused.

`;

/** The reference page, docs/CONFIGURATION.md, from the option table. */
export function renderReference(): string {
	const ofPrograms = new Set(SECTION_TABLE.find(({ name }) => name === 'program:')?.options);
	const sections = SECTION_TABLE.map((table) => {
		const own = table.name === 'program:' ? table.options : table.options.filter((option) => !ofPrograms.has(option));
		return renderSection(table, table.name === 'group:' ? table.options : own);
	});
	return INTRODUCTION + sections.join('\n');
}

function renderSection({ name, alias, doc, expansions }: SectionTable, options: readonly Option<unknown>[]): string {
	const title = name.endsWith(':') ? `[${name}NAME]` : `[${name}]`;
	const also = alias === undefined ? '' : ` Also called \`[${alias}]\` (**P**).`;
	const known = expansions.length === 0 ? '' : ` Expands ${expansions.map(code).join(', ')} beside \`%(ENV_X)s\`.`;
	const head = `## \`${title}\`\n${doc}${also}${known}\n`;
	if (options.length === 0) return head;
	return `${head}\n| option | value | default | |\n|---|---|---|---|\n${options.map(renderOption).join('')}`;
}

function renderOption({ name, type, default: text, defaultDoc, doc, podvisor, required }: Option<unknown>): string {
	const fallback = required
		? '**required**'
		: (defaultDoc ?? (text === undefined ? '' : text === '' ? 'empty' : `\`${text}\``));
	const cells = [`\`${name}\`${podvisor ? ' **P**' : ''}`, type.label, fallback, doc];
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

/** `process_num (per process)` → `%(process_num)s` (per process). */
function code(expansion: string): string {
	const [name, ...rest] = expansion.split(' ');
	return [`\`%(${name})s\``, ...rest].join(' ');
}
