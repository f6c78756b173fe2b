import type { Config, Problem, ProcessConfig } from '../config.ts';
import type { IniDocument } from '../ini/ini-document.ts';
import { DEPENDS_ON_OPTION } from '../options/program-options.ts';
import { quote } from '../quote.ts';
import { advise, sectionOf } from './advise.ts';

/** Dependencies that may never come true. */
export function checkDependencies(config: Config, document: IniDocument): Problem[] {
	const found: Problem[] = [];
	const all = config.groups.flatMap(({ processes }) => processes);
	const byKey = new Map(all.map((process) => [`${process.group}:${process.name}`, process]));
	for (const process of all) {
		for (const dependency of process.dependsOn) {
			const targets = dependency.processes.flatMap((key) => byKey.get(key) ?? []);
			const said = judge(process, dependency.name, dependency.condition === 'completed', targets);
			if (said !== undefined) found.push(advise(document, sectionOf(document, process), DEPENDS_ON_OPTION.name, said));
		}
	}
	return found;
}

function judge(
	process: ProcessConfig,
	name: string,
	isCompletion: boolean,
	targets: readonly ProcessConfig[],
): Pick<Problem, 'message' | 'hint'> | undefined {
	if (process.autostart && targets.some(({ autostart }) => !autostart)) {
		return {
			message: `waits for ${quote(name)}, which does not start by itself`,
			hint: 'set autostart=true there, or false here',
		};
	}
	if (isCompletion && targets.some(({ type }) => type === 'service')) {
		return { message: `waits for the end of ${quote(name)}, which is a service`, hint: 'set type=oneshot there' };
	}
	return undefined;
}
