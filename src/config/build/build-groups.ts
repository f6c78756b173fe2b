import { didYouMean } from '../../foundation/did-you-mean.ts';
import type { GroupConfig, ProcessConfig } from '../config.ts';
import { GROUP_OPTIONS } from '../options/group-options.ts';
import { LISTENER_OPTIONS } from '../options/listener-options.ts';
import { compareText } from '../python/compare-text.ts';
import { strip } from '../python/strip.ts';
import { quote } from '../quote.ts';
import { processOrGroupName } from '../values/name.ts';
import { buildFcgiSocket } from './build-fcgi-socket.ts';
import { buildListener } from './build-listener.ts';
import { buildProcesses, type ProcessDraft, sectionName } from './build-processes.ts';
import { readDependencyWishes } from './dependency-wish.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import type { GroupDraft } from './group-draft.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem, headingPlace, readOption, type SectionReader } from './read-option.ts';

/** What programs inherit from `[supervisord]`. */
type DaemonSettings = Pick<ProcessConfig, 'environment' | 'logFormat'>;

/**
 * Every group, by priority and then by name, as supervisord sorts them; those of one priority and name stay in its order:
 * groups, programs that no group has, event listeners, fcgi-programs that no group has.
 */
export function buildGroups(context: LoadContext, daemon: DaemonSettings): GroupDraft[] {
	const sections = [...context.document.sections.keys()];
	const grouped = new Set<string>();
	const groups: GroupDraft[] = [];
	for (const section of sections.filter((title) => title.startsWith('group:'))) {
		groups.push(buildHeterogeneous({ context, section, names: hereOnly(context) }, daemon, grouped));
	}
	for (const [prefix, kind] of HOMOGENEOUS) {
		for (const section of sections.filter((title) => title.startsWith(prefix) && !grouped.has(title))) {
			groups.push(buildHomogeneous({ context, section, names: hereOnly(context) }, daemon, kind));
		}
	}
	groups.sort((a, b) => a.priority - b.priority || compareText(a.name, b.name));
	return dropDuplicates(context, groups);
}

const HOMOGENEOUS: readonly (readonly [string, Exclude<GroupConfig['kind'], 'group'>])[] = [
	['program:', 'program'],
	['eventlistener:', 'eventlistener'],
	['fcgi-program:', 'fcgi-program'],
];

/** What supervisord lets the options of a group know, beside the environment. */
function hereOnly({ here }: LoadContext): Map<string, string> {
	return new Map([['here', here]]);
}

function buildHeterogeneous(reader: SectionReader, daemon: DaemonSettings, grouped: Set<string>): GroupDraft {
	const { context, section } = reader;
	const name = readGroupName(reader);
	const programs = readOption(reader, GROUP_OPTIONS.programs);
	const priority = readOption(reader, GROUP_OPTIONS.priority);
	const groupWishes = readDependencyWishes(reader);
	const processes: ProcessDraft[] = [];
	for (const program of programs) {
		const programSection = findProgram(reader, program);
		if (programSection === undefined) continue;
		grouped.add(programSection);
		// Within a group supervisord makes an ordinary program of an fcgi-program, without its socket.
		const drafts = buildProcesses(context, programSection, { ...daemon, kind: 'program', group: name });
		processes.push(...drafts.map((draft) => ({ ...draft, wishes: [...draft.wishes, ...groupWishes] })));
	}
	processes.sort((a, b) => a.priority - b.priority);
	const place = headingPlace(context, section);
	return { kind: 'group', name, place, priority, processes, listener: undefined, fcgiSocket: undefined };
}

function findProgram(reader: SectionReader, program: string): string | undefined {
	const { sections } = reader.context.document;
	const candidates = [`program:${program}`, `fcgi-program:${program}`].filter((title) => sections.has(title));
	if (candidates.length === 1) return candidates[0];
	const key = GROUP_OPTIONS.programs.name;
	if (candidates.length === 2) {
		const hint = 'rename one of [program:…] and [fcgi-program:…]';
		addProblem(reader, key, `${quote(program)} is both a program and an fcgi-program`, hint);
		return undefined;
	}
	const known = [...sections.keys()].filter((title) => /^(fcgi-)?program:/.test(title)).map(sectionName);
	const near = didYouMean(program, known);
	const hint = near === undefined ? `add a section [program:${program}], or remove the name` : `did you mean ${near}?`;
	addProblem(reader, key, `${quote(program)} is no program or fcgi-program`, hint);
	return undefined;
}

function buildHomogeneous(
	reader: SectionReader,
	daemon: DaemonSettings,
	kind: Exclude<GroupConfig['kind'], 'group'>,
): GroupDraft {
	const { context, section } = reader;
	const isListener = kind === 'eventlistener';
	// supervisord takes the name of a pool of listeners as it stands.
	const name = isListener ? sectionName(section) : strip(sectionName(section));
	const priority = readOption(reader, isListener ? LISTENER_OPTIONS.priority : GROUP_OPTIONS.priority);
	return {
		kind,
		name,
		place: headingPlace(context, section),
		priority,
		listener: isListener ? buildListener(reader) : undefined,
		fcgiSocket: kind === 'fcgi-program' ? buildFcgiSocket(reader, name) : undefined,
		processes: buildProcesses(context, section, { ...daemon, kind, group: name }),
	};
}

function readGroupName(reader: SectionReader): string {
	const written = strip(sectionName(reader.section));
	const name = processOrGroupName.parse(written, reader.context.source);
	if (!name.ok) addProblem(reader, '', `${quote(written)} ${name.wrong}`, name.hint);
	return written;
}
