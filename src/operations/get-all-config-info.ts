import { compareText } from '../config/python/compare-text.ts';
import { configInfo } from './config-info.ts';
import { processesOf } from './find-process.ts';
import { logNameOf } from './log-name-of.ts';
import { defineOperation, type Operation } from './operation.ts';

export const getAllConfigInfo: Operation = defineOperation({
	name: 'getAllConfigInfo',
	doc: 'Tells the configuration of all processes as it was last read, also of those whose groups are not in use.',
	parameters: [],
	result: {
		type: 'array',
		doc: "for each process its options, by its name; inuse: its group was added; none: it isn't set",
	},
	kind: 'read',
	run({ session: { available, pod } }) {
		const inUse = new Map(pod.groups.map((group) => [group.name, group]));
		const infos = available.groups.flatMap((group) => {
			const active = inUse.get(group.name);
			const opened = active === undefined ? [] : processesOf(pod, active);
			return group.processes.map((config) => {
				const process = opened.find((candidate) => candidate.config === config);
				// What runs by this very configuration has got names for its AUTO logs.
				const named = (stream: 'stdout' | 'stderr'): object => {
					if (process === undefined || config[stream].target.type !== 'auto') return {};
					return { [`${stream}_logfile`]: logNameOf(pod, process, stream) ?? 'none' };
				};
				const info = {
					...configInfo(group, config),
					inuse: active !== undefined,
					...named('stdout'),
					...named('stderr'),
				};
				return { name: config.name, info };
			});
		});
		return infos.toSorted((a, b) => compareText(a.name, b.name)).map(({ info }) => info);
	},
});
