import type { Config, GroupConfig, Problem } from './config.ts';

const NOT_YET: Readonly<Partial<Record<GroupConfig['kind'], Pick<Problem, 'message' | 'hint'>>>> = {
	eventlistener: {
		message: 'event listeners do not run yet in this version',
		hint: 'it is not started, and nothing hears of events',
	},
	'fcgi-program': {
		message: 'fcgi-programs do not run yet in this version',
		hint: 'it is not started, its socket is not opened, and what depends on it does not wait for it',
	},
};

/**
 * Are this group's processes started? Listeners and fcgi-programs are read and checked as supervisord does; started
 * without their protocol, or without their socket, they would run wrongly.
 */
export function isRun({ kind }: Pick<GroupConfig, 'kind'>): boolean {
	return NOT_YET[kind] === undefined;
}

/** One warning for each section that is not run. */
export function notRunYet({ groups }: Pick<Config, 'groups'>): readonly Problem[] {
	return groups.flatMap(({ kind, name, place }) => {
		const said = NOT_YET[kind];
		return said === undefined ? [] : [{ place, section: `${kind}:${name}`, key: '', ...said }];
	});
}
