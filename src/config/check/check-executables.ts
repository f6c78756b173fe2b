import type { Config, Problem } from '../config.ts';
import type { ConfigSource } from '../config-source.ts';
import { type FoundExecutable, findExecutable } from '../find-executable.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { advise, sectionOf } from './advise.ts';

/**
 * Commands whose program is not there, in the words that a start would have. A remark: the file may be for another
 * machine. An empty command is for `checkCommands`.
 */
export function checkExecutables(config: Config, document: IniDocument, source: ConfigSource): Problem[] {
	const found: Problem[] = [];
	const looked = new Map<string, FoundExecutable>();
	const path = source.environment['PATH'];
	for (const process of config.groups.flatMap(({ processes }) => processes)) {
		const { argv, directory, environment } = process;
		if (argv.length === 0) continue;
		// A program with a thousand processes is looked for once.
		const question = JSON.stringify([argv[0], directory, environment['PATH']]);
		const answer = looked.get(question) ?? findExecutable(process, { files: source, path });
		looked.set(question, answer);
		if (answer.ok) continue;
		const message = `cannot start here: ${answer.error}`;
		const hint =
			answer.exitCode === 127
				? 'install it where the pod runs, or write the path of a program that exists'
				: 'write the path of a program, and make that executable (chmod +x)';
		found.push(advise(document, sectionOf(document, process), 'command', { message, hint }));
	}
	return found;
}
