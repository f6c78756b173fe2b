import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { AlertConfig, GroupConfig } from '../config.ts';
import { ALERT_OPTIONS as OPTIONS } from '../options/alert-options.ts';
import { strip } from '../python/strip.ts';
import { quote } from '../quote.ts';
import { processOrGroupName } from '../values/name.ts';
import { sectionName } from './build-processes.ts';
import type { LoadContext } from './load-context.ts';
import { programNames } from './program-names.ts';
import { readAlertSink } from './read-alert-sink.ts';
import { addProblem, headingPlace, readOption, type SectionReader } from './read-option.ts';

/** Every `[alert:x]`, in the order of the files. */
export function buildAlerts(context: LoadContext, groups: readonly GroupConfig[]): AlertConfig[] {
	const sections = [...context.document.sections.keys()].filter((title) => title.startsWith('alert:'));
	if (sections.length === 0) return [];
	const known = programNames(context, groups);
	return sections.flatMap((section) => {
		const reader: SectionReader = { context, section, names: new Map([['here', context.here]]) };
		return buildAlert(reader, known) ?? [];
	});
}

function buildAlert(reader: SectionReader, known: ReadonlySet<string>): AlertConfig | undefined {
	const { context, section } = reader;
	const name = readName(reader);
	const rules = {
		name,
		place: headingPlace(context, section),
		events: readOption(reader, OPTIONS.events),
		programs: readPrograms(reader, known),
		severity: readOption(reader, OPTIONS.severity),
		cooldownMs: readOption(reader, OPTIONS.cooldown),
		sendResolved: readOption(reader, OPTIONS.sendResolved),
		timeoutMs: readOption(reader, OPTIONS.timeout),
	};
	const sink = readAlertSink(reader);
	return sink === undefined ? undefined : { ...rules, sink };
}

function readName(reader: SectionReader): string {
	const written = strip(sectionName(reader.section));
	const name = processOrGroupName.parse(written, reader.context.source);
	if (!name.ok) addProblem(reader, '', `${quote(written)} ${name.wrong}`, name.hint);
	else if (written === '') addProblem(reader, '', 'has no name', 'write [alert:NAME]');
	return written;
}

function readPrograms(reader: SectionReader, known: ReadonlySet<string>): readonly string[] {
	const names = readOption(reader, OPTIONS.programs).filter((name) => name !== '');
	for (const name of names) {
		if (known.has(name)) continue;
		const near = didYouMean(name, known);
		const hint = near === undefined ? knownOnes(known) : `did you mean ${near}?`;
		addProblem(reader, OPTIONS.programs.name, `${quote(name)} is no program, group or process`, hint);
	}
	return [...new Set(names)];
}

function knownOnes(known: ReadonlySet<string>): string {
	return known.size === 0 ? 'there is none at all' : `known are ${[...known].slice(0, 20).join(', ')}`;
}
