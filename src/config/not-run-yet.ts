import type { Config, GroupConfig, Problem } from './config.ts';

const NOT_YET: Readonly<Partial<Record<GroupConfig['kind'], Pick<Problem, 'message' | 'hint'>>>> = {
	eventlistener: {
		message: 'event listeners do not run yet in this version',
		hint: 'it is not started, and nothing hears of events',
	},
};

/**
 * Are this group's processes started? Listeners are read and checked as supervisord does; started without their
 * protocol they would run wrongly.
 */
export function isRun({ kind }: Pick<GroupConfig, 'kind'>): boolean {
	return NOT_YET[kind] === undefined;
}

/** One warning for each thing that is configured and does not happen in this version. */
export function notRunYet(config: Config): readonly Problem[] {
	const { groups } = config;
	const sections = groups.flatMap(({ kind, name, place }) => {
		const said = NOT_YET[kind];
		return said === undefined ? [] : [{ place, section: `${kind}:${name}`, key: '', ...said }];
	});
	const watching = groups
		.flatMap(({ processes }) => processes)
		.filter(({ stdout, stderr }) => [stdout, stderr].some((s) => s.captureMaxbytes > 0 || s.eventsEnabled));
	const [one] = watching;
	const events =
		one === undefined ? [] : [{ place: one.place, section: `${one.kind}:${one.program}`, key: '', ...NO_EVENTS }];
	return [...sections, ...events];
}

const NO_EVENTS = {
	message: 'stdout and stderr are not captured yet, and make no events, in this version',
	hint: '*_capture_maxbytes and *_events_enabled change nothing',
};
