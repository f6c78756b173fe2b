import type { Config, Problem } from '../config.ts';
import type { ConfigSource } from '../config-source.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { ALERT_OPTIONS } from '../options/alert-options.ts';
import { HEALTH_OPTIONS } from '../options/health-options.ts';
import { quote } from '../quote.ts';
import { advise, sectionOf } from './advise.ts';
import { alertSections } from './alert-sections.ts';

/** What a shell would take for more than a word: `|`, `&&`, `2>&1`, `>/dev/null`, `x;`. */
const SHELL_WORD = /^(\|\|?|\|&|&&?|\d*(<|>>?|<<<?)&?\S*|&>>?\S*|\S*;)$/;

interface Command {
	readonly command: string;
	readonly argv: readonly string[];
}

/** The commands of probes and alerts: those that would need a shell, and those whose program is not there. */
export function checkSmallCommands(config: Config, document: IniDocument, source: ConfigSource): Problem[] {
	const found: Problem[] = [];
	const judge = (section: string, key: string, command: Command, prefix: string): void => {
		for (const said of judgeCommand(command, prefix, source)) found.push(advise(document, section, key, said));
	};
	for (const process of config.groups.flatMap(({ processes }) => processes)) {
		const section = sectionOf(document, process);
		const values = document.sections.get(section);
		for (const kind of ['startup', 'readiness', 'liveness'] as const) {
			const probe = process[kind];
			if (probe?.type !== 'exec') continue;
			const isWritten = values?.has(kind) || document.defaults.has(kind);
			judge(section, isWritten ? kind : HEALTH_OPTIONS.health.name, probe, 'exec:');
		}
	}
	for (const { alert, section } of alertSections(config, document)) {
		const { sink } = alert;
		const { name } = ALERT_OPTIONS.command;
		if (sink.type === 'command') judge(section, name, sink, `${name}=`);
	}
	return found;
}

function judgeCommand(
	{ command, argv }: Command,
	prefix: string,
	source: ConfigSource,
): Pick<Problem, 'message' | 'hint'>[] {
	const said: Pick<Problem, 'message' | 'hint'>[] = [];
	// A word that stands in quotes is none as it was written.
	const written = new Set(command.split(/\s+/));
	const word = argv.find((each) => SHELL_WORD.test(each) && written.has(each));
	if (word !== undefined) {
		const message = `no shell runs it, and ${quote(word)} is a mere argument`;
		said.push({ message, hint: `write ${prefix}sh -c '…'` });
	}
	const [program = ''] = argv;
	if (program.startsWith('/') && !source.exists(program)) {
		const message = `${quote(program)} does not exist here`;
		said.push({ message, hint: 'install it, or write the path of a program that exists' });
	}
	return said;
}
