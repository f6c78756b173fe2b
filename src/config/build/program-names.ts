import { processKey } from '../../foundation/process-name.ts';
import type { GroupConfig } from '../config.ts';
import { sectionName } from './build-processes.ts';
import type { LoadContext } from './load-context.ts';

/** Every name that stands for one process or more: of programs, groups (`group`, `group:*`) and processes (`group:process`). */
export function programNames({ document }: LoadContext, groups: readonly GroupConfig[]): ReadonlySet<string> {
	const names = new Set<string>();
	// A program may have no process at all (numprocs=0) and is known all the same.
	for (const section of document.sections.keys()) {
		if (/^(fcgi-)?program:|^eventlistener:/.test(section)) names.add(sectionName(section).trim());
	}
	for (const { name } of groups) names.add(name).add(`${name}:*`);
	for (const { name, processes } of groups) {
		for (const process of processes) names.add(processKey({ group: name, process: process.name }));
	}
	return names;
}
