import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { Place } from '../config.ts';
import { type Expansions, formatTemplate } from '../expand/format-template.ts';
import type { IniValue } from '../ini/ini-document.ts';
import type { Option } from '../options/option.ts';
import { quote } from '../quote.ts';
import type { LoadContext } from './load-context.ts';

/** A section that options are read from, and the `%(…)s` that its values know. */
export interface SectionReader {
	readonly context: LoadContext;
	readonly section: string;
	/** Beside the environment; grows while a program is read. */
	readonly names: Map<string, string | number>;
}

interface ReadDetails {
	/** How often the value is expanded: supervisord does so twice with a few, and leaves others to be expanded later. */
	readonly passes?: 0 | 1 | 2;
}

/**
 * An option's value: found (in the section, else in `[DEFAULT]`), expanded and parsed, or its default.
 * What is wrong goes to the problems, and the default comes back so that reading can go on.
 */
export function readOption<T>(reader: SectionReader, option: Option<T>, { passes = 1 }: ReadDetails = {}): T {
	const { context } = reader;
	const written = findValue(reader, option.name);
	if (written !== undefined) {
		const text = expandValue(reader, option, written.text, passes);
		const parsed = text === undefined ? undefined : option.type.parse(text, context.source);
		if (parsed?.ok) return parsed.value;
		if (parsed !== undefined && text !== undefined) {
			const from = text === written.text || option.secret ? '' : ` (from ${subjectOf(option, written.text)})`;
			const message = `${subjectOf(option, text)}${from} ${parsed.wrong}`;
			context.problems.add({ ...whereIs(reader, option.name), message, hint: parsed.hint }, parsed.wrong);
		}
	}
	return defaultValue(reader, option, passes);
}

/** Whether an option is written down, be its value good or not. */
export function isWritten(reader: SectionReader, option: Option<unknown>): boolean {
	return findValue(reader, option.name) !== undefined;
}

/** One pass of expansion of a text that {@link readOption} left as it was; `undefined` after a problem. */
export function expandValue(
	reader: SectionReader,
	option: Option<unknown>,
	text: string,
	passes: number,
): string | undefined {
	let expanded = text;
	const isLiteral = option.type.isLiteral?.(text) ?? false;
	for (let pass = 0; pass < passes && !isLiteral; pass++) {
		const names = expansionsOf(reader);
		const formatted = formatTemplate(expanded, names);
		if (!formatted.ok) {
			const isNameSafe = !option.secret || formatted.unknownName?.startsWith('ENV_');
			const wrong = isNameSafe ? formatted.wrong : 'has a "%" that begins no expansion known here';
			addProblem(
				reader,
				option.name,
				`${subjectOf(option, text)} ${wrong}`,
				// What is expanded twice needs its percent sign doubled twice.
				expansionHint(formatted.unknownName, { names, percent: '%%'.repeat(passes) }),
			);
			return undefined;
		}
		if (formatted.bare !== undefined) {
			const message = `${subjectOf(option, text)} has "${formatted.bare}", which names nothing and is left as it is`;
			addWarning(
				reader,
				option.name,
				message,
				`write "%${formatted.bare}" for a plain "${formatted.bare}": supervisord would put its whole environment here`,
			);
		}
		expanded = formatted.text;
	}
	if (expanded.includes('\0')) {
		addProblem(reader, option.name, 'the value has a NUL byte', 'remove it: no command, path or variable can have one');
		return undefined;
	}
	return expanded;
}

/** A value as a message may name it. */
function subjectOf({ secret, type }: Option<unknown>, text: string): string {
	return secret ? 'the value' : quote(type.redact?.(text) ?? text);
}

/** Adds a problem of an option of this section; where the option is not written, it stands at the section's heading. */
export function addProblem(reader: SectionReader, key: string, message: string, hint: string): void {
	reader.context.problems.add({ ...whereIs(reader, key), message, hint });
}

/** The same for a warning. */
export function addWarning(reader: SectionReader, key: string, message: string, hint: string): void {
	reader.context.warnings.add({ ...whereIs(reader, key), message, hint });
}

/** Where a section begins. */
export function headingPlace({ document, file }: LoadContext, section: string): Place {
	return document.headings.get(section) ?? { file, line: 0 };
}

/** Where an option stands, or would. */
export function optionPlace(reader: SectionReader, key: string): Place {
	return findValue(reader, key)?.place ?? headingPlace(reader.context, reader.section);
}

function whereIs(reader: SectionReader, key: string): { place: Place; section: string; key: string } {
	const section = reader.context.document.titles.get(reader.section) ?? reader.section;
	return { place: optionPlace(reader, key), section, key };
}

function findValue({ context, section }: SectionReader, key: string): IniValue | undefined {
	const { sections, defaults } = context.document;
	return sections.get(section)?.get(key) ?? defaults.get(key);
}

/** What an option is that nobody writes down. */
export function defaultValue<T>(reader: SectionReader, option: Option<T>, passes = 1): T {
	// An option without a default is `optional()`, so that its T has undefined.
	if (option.default === undefined) return undefined as T;
	const formatted = passes === 0 ? undefined : formatTemplate(option.default, expansionsOf(reader));
	const text = formatted?.ok ? formatted.text : option.default;
	const parsed = option.type.parse(text, reader.context.source);
	if (!parsed.ok) throw new Error(`the default of ${option.name} is refused: ${parsed.wrong}`);
	return parsed.value;
}

function expansionsOf({ context, names }: SectionReader): Expansions {
	return {
		get: (name) => names.get(name) ?? context.environment.get(name),
		keys: () => new Map<string, unknown>([...context.environment, ...names]).keys(),
	};
}

function expansionHint(
	unknownName: string | undefined,
	{ names, percent }: { readonly names: Expansions; readonly percent: string },
): string {
	if (unknownName === undefined) return `write ${percent} for a percent sign, %(ENV_NAME)s for a variable`;
	const near = didYouMean(unknownName, names.keys());
	if (near !== undefined) return `did you mean %(${near})s?`;
	const variable = /^ENV_(\w+)/.exec(unknownName)?.[1];
	if (variable !== undefined) return `set ${variable} in the environment, or give a default: %(ENV_${variable}:-…)s`;
	const known = [...names.keys()].filter((name) => !name.startsWith('ENV_')).sort();
	return `known here: ${[...known, 'ENV_…'].join(', ')}`;
}
