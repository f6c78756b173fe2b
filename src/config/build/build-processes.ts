import type { ProcessConfig } from '../config.ts';
import { PROGRAM_OPTIONS as OPTIONS } from '../options/program-options.ts';
import { compareText } from '../python/compare-text.ts';
import { shlexSplit } from '../python/shlex-split.ts';
import { strip } from '../python/strip.ts';
import { quote } from '../quote.ts';
import { processOrGroupName } from '../values/name.ts';
import { buildStreams, readSharedStreams } from './build-streams.ts';
import { type DependencyWish, readDependencyWishes } from './dependency-wish.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem, expandValue, headingPlace, isWritten, readOption, type SectionReader } from './read-option.ts';
import { readOwnOptions } from './read-own-options.ts';

/** A process whose dependencies are still names. */
export type ProcessDraft = Omit<ProcessConfig, 'dependsOn'> & { readonly wishes: readonly DependencyWish[] };

/** What a program's section inherits from around it. */
export interface Surroundings {
	readonly kind: ProcessConfig['kind'];
	readonly group: string;
	/** Of `[supervisord]`. */
	readonly environment: Readonly<Record<string, string>>;
	readonly logFormat: ProcessConfig['logFormat'];
}

/** More processes of one program than this are a slip, and a danger to our memory. */
const MOST_PROCESSES = 10_000;

/** The processes of one program's section, by name, as supervisord sorts them. */
export function buildProcesses(context: LoadContext, section: string, surroundings: Surroundings): ProcessDraft[] {
	const program = strip(sectionName(section));
	const names = new Map<string, string | number>([
		['here', context.here],
		['program_name', program],
		['host_node_name', context.source.hostNodeName],
		['group_name', surroundings.group],
	]);
	const reader: SectionReader = { context, section, names };
	checkProgramName(reader, program);

	const stopasgroup = readOption(reader, OPTIONS.stopasgroup);
	const killasgroup = readOption(reader, OPTIONS.killasgroup) ?? stopasgroup;
	if (stopasgroup && !killasgroup) {
		const hint = 'remove killasgroup: who stops the group must be able to kill it';
		addProblem(reader, OPTIONS.killasgroup.name, 'is false while stopasgroup is true', hint);
	}
	const redirectStderr = readOption(reader, OPTIONS.redirectStderr);
	const startretries = readOption(reader, OPTIONS.startretries);
	const serverurl = readOption(reader, OPTIONS.serverurl);
	const sharedStreams = readSharedStreams(reader);
	const shared = {
		kind: surroundings.kind,
		group: surroundings.group,
		program,
		place: headingPlace(context, section),
		priority: readOption(reader, OPTIONS.priority),
		autostart: readOption(reader, OPTIONS.autostart),
		autorestart: readOption(reader, OPTIONS.autorestart),
		startsecs: readOption(reader, OPTIONS.startsecs),
		startretries: startretries === -1 ? Number.POSITIVE_INFINITY : startretries,
		exitcodes: readOption(reader, OPTIONS.exitcodes),
		stopsignal: readOption(reader, OPTIONS.stopsignal),
		stopwaitsecs: readOption(reader, OPTIONS.stopwaitsecs),
		stopasgroup,
		killasgroup,
		redirectStderr,
		user: readOption(reader, OPTIONS.user),
		umask: readOption(reader, OPTIONS.umask),
		serverurl: serverurl?.trim().toUpperCase() === 'AUTO' ? undefined : serverurl,
	};
	const processName = readProcessName(reader);
	const { first, count } = readNumbers(reader, processName);
	if (!isWritten(reader, OPTIONS.command) && count > 0) {
		addProblem(reader, OPTIONS.command.name, 'is missing', 'write command=/path/of/program');
	}

	const drafts: ProcessDraft[] = [];
	for (let number = first; number < first + count; number++) {
		enterProcess(reader, number, count);
		const environment = readEnvironment(reader);
		const command = readOption(reader, OPTIONS.command) ?? '';
		const split = shlexSplit(command);
		drafts.push({
			...shared,
			name: expandValue(reader, OPTIONS.processName, processName, 1) ?? processName,
			directory: readOption(reader, OPTIONS.directory),
			...buildStreams(reader, sharedStreams, redirectStderr),
			command,
			// supervisord finds out about a command it cannot split when it starts it, and so do we.
			argv: split.ok ? split.words : [],
			environment: { ...surroundings.environment, ...environment },
			...readOwnOptions(reader, shared.startretries, surroundings.logFormat),
			wishes: readDependencyWishes(reader),
		});
	}
	return drafts.sort((a, b) => compareText(a.name, b.name));
}

/** What stands after the colon of a section's title. */
export function sectionName(section: string): string {
	return section.slice(section.indexOf(':') + 1);
}

function checkProgramName(reader: SectionReader, program: string): void {
	const name = processOrGroupName.parse(program, reader.context.source);
	if (!name.ok) addProblem(reader, '', `${quote(program)} ${name.wrong}`, name.hint);
}

/** As written: supervisord looks at it before it is expanded. */
function readProcessName(reader: SectionReader): string {
	const written = readOption(reader, OPTIONS.processName, { passes: 0 });
	const name = processOrGroupName.parse(written, reader.context.source);
	if (name.ok) return name.value;
	addProblem(reader, OPTIONS.processName.name, `${quote(written)} ${name.wrong}`, name.hint);
	return '%(program_name)s';
}

function readNumbers(reader: SectionReader, processName: string): { first: number; count: number } {
	const first = readOption(reader, OPTIONS.numprocsStart);
	const count = readOption(reader, OPTIONS.numprocs);
	if (count > MOST_PROCESSES) {
		addProblem(reader, OPTIONS.numprocs.name, `${count} processes are too many`, `write at most ${MOST_PROCESSES}`);
		return { first, count: 1 };
	}
	if (count > 1 && !processName.includes('%(process_num)')) {
		const message = `${quote(processName)} gives all ${count} processes the same name`;
		addProblem(reader, OPTIONS.processName.name, message, 'write process_name=%(program_name)s_%(process_num)02d');
	}
	return { first, count };
}

/** What can be named from here on. supervisord goes on with the names of the process before, and so do we. */
function enterProcess({ names, context }: SectionReader, number: number, count: number): void {
	names.set('process_num', number);
	names.set('numprocs', count);
	for (const name of names.keys()) {
		const value = context.environment.get(name);
		if (value !== undefined) names.set(name, value);
	}
}

function readEnvironment(reader: SectionReader): Readonly<Record<string, string>> {
	const environment = readOption(reader, OPTIONS.environment);
	for (const [name, value] of Object.entries(environment)) reader.names.set(`ENV_${name}`, value);
	return environment;
}
