import type { Pod } from '../daemon/pod.ts';
import type { FoundProcess } from './find-process.ts';

/**
 * The name of a process' log, as supervisord shows it; `undefined` where there is none. An AUTO file gets its name when
 * the log is opened, which happens here at the latest.
 */
export function logNameOf(pod: Pod, { key, config }: FoundProcess, stream: 'stdout' | 'stderr'): string | undefined {
	const { target } = config[stream];
	switch (target.type) {
		case 'none':
			return undefined;
		case 'auto':
			return pod.logsOf(key)?.[stream].path;
		case 'file':
		case 'descriptor':
			return target.path;
	}
}
