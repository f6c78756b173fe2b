import type { Config, Problem, ProcessConfig } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { shlexSplit } from '../python/shlex-split.ts';
import { quote } from '../quote.ts';
import { advise, sectionOf } from './advise.ts';
import { daemonizingHint } from './daemonizers.ts';

/** Commands that cannot run, or that leave the foreground, so that nobody supervises what they started. */
export function checkCommands(config: Config, document: IniDocument): Problem[] {
	const found: Problem[] = [];
	for (const process of config.groups.flatMap(({ processes }) => processes)) {
		const said = checkCommand(process);
		if (said !== undefined) found.push(advise(document, sectionOf(document, process), 'command', said));
	}
	return found;
}

function checkCommand({ command, argv }: ProcessConfig): Pick<Problem, 'message' | 'hint'> | undefined {
	if (argv.length === 0) {
		const split = shlexSplit(command);
		if (split.ok)
			return { message: 'is empty, so that the program cannot start', hint: 'write command=/path/of/program' };
		const hint =
			split.reason === 'No closing quotation' ? 'close the quotation mark' : 'remove the backslash at the end';
		return { message: `cannot be split (${split.reason.toLowerCase()}), so that the program cannot start`, hint };
	}
	for (const words of commandsWithin(argv)) {
		const hint = daemonizingHint(words);
		if (hint === undefined) continue;
		return { message: `${quote(words[0] ?? '')} leaves the foreground, and is not supervised then`, hint };
	}
	if (argv.at(-1) === '&' || (isShell(argv) && /&\s*$/.test(argv.at(-1) ?? ''))) {
		return { message: 'ends in the background ("&"), and is not supervised then', hint: 'remove the "&"' };
	}
	return undefined;
}

/** A command, or what a shell that it runs is told to do, as far as this is plain. */
function commandsWithin(argv: readonly string[]): readonly (readonly string[])[] {
	if (!isShell(argv)) return [withoutWrappers(argv)];
	const script = argv[argv.findIndex((word) => /^-[a-z]*c$/.test(word)) + 1] ?? '';
	return script
		.split(/&&|\|\||[|\n]|;(?=\s|$)/)
		.map((part) => shlexSplit(part))
		.map((split) => (split.ok ? withoutWrappers(split.words) : []));
}

function isShell([program = '', ...args]: readonly string[]): boolean {
	return /(^|\/)(ba|da|a|z|k)?sh$/.test(program) && args.some((word) => /^-[a-z]*c$/.test(word));
}

/** `exec`, `sudo -u x`, `env A=1` and the like run what follows them. */
function withoutWrappers(words: readonly string[]): readonly string[] {
	const start = words.findIndex((word) => !/^(exec|env|nohup|nice|time|[A-Za-z_]\w*=.*)$/.test(word));
	return start === -1 ? [] : words.slice(start);
}
